import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';

/** Deep enough for hexadecimal in base64 in bytes. */
const maxLayers = 4;

/** What a secret may have been made from: the secret itself, and all texts and bytes that it may encode. */
export interface Decodings {
  readonly bytes: readonly Bytes[];
  readonly texts: readonly string[];
}

/** @param bytes - What the secret is used as. */
export function decodingsOf(secret: string | Uint8Array, bytes: Bytes): Decodings {
  const decodings = { bytes: [bytes], texts: [] as string[] };
  const inner = printableText(bytes);
  if (typeof secret === 'string') addText(decodings, secret, maxLayers);
  if (inner !== undefined) addText(decodings, inner, maxLayers);
  return decodings;
}

/** Decodes base64 in either alphabet, with or without padding: what openssl, Node and browsers write. */
export function decodeText(text: string): Bytes | undefined {
  const bare = text
    .replace(/={1,2}$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return platform.fromBase64Url(bare);
}

function addText(decodings: { readonly bytes: Bytes[]; readonly texts: string[] }, text: string, layers: number): void {
  decodings.texts.push(text);
  const bytes = bytesOfHex(text) ?? decodeText(text);
  if (!bytes || layers === 0) return;
  decodings.bytes.push(bytes);
  const inner = printableText(bytes);
  if (inner !== undefined) addText(decodings, inner, layers - 1);
}

function bytesOfHex(text: string): Bytes | undefined {
  if (!/^(?:[0-9a-f]{2})+$|^(?:[0-9A-F]{2})+$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Returns the text that bytes encode, if any: of 32 random bytes, some are invalid UTF-8 or control characters. */
function printableText(bytes: Bytes): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    return /\p{Cc}/u.test(text.replaceAll(/\s/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}
