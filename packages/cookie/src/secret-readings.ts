import { platform } from '#platform';
import type { Bytes } from './platform/cipher.js';

/** Deep enough for hexadecimal in base64 in bytes. */
const mostLayers = 4;

/** What a secret may have been made of: itself, and each text and each bytes that it is another way to write. */
export interface Readings {
  readonly bytes: readonly Bytes[];
  readonly texts: readonly string[];
}

/** @param bytes - What the secret is used as. */
export function readingsOf(secret: string | Uint8Array, bytes: Bytes): Readings {
  const readings = { bytes: [bytes], texts: [] as string[] };
  const text = typeof secret === 'string' ? secret : printed(bytes);
  if (text !== undefined) addText(readings, text, mostLayers);
  const inner = typeof secret === 'string' && printed(bytes);
  if (inner) addText(readings, inner, mostLayers);
  return readings;
}

/** In either alphabet, with or without padding: what openssl, Node and browsers write. */
export function bytesOfText(text: string): Bytes | undefined {
  const bare = text
    .replace(/={1,2}$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return platform.fromBase64Url(bare);
}

function addText(readings: { readonly bytes: Bytes[]; readonly texts: string[] }, text: string, layers: number): void {
  readings.texts.push(text);
  const bytes = bytesOfHex(text) ?? bytesOfText(text);
  if (!bytes || layers === 0) return;
  readings.bytes.push(bytes);
  const inner = printed(bytes);
  if (inner !== undefined) addText(readings, inner, layers - 1);
}

function bytesOfHex(text: string): Bytes | undefined {
  if (!/^(?:[0-9a-f]{2})+$|^(?:[0-9A-F]{2})+$/.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The text that the bytes are, if they are one: of 32 random bytes, some are no UTF-8, or control characters. */
function printed(bytes: Bytes): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    return /\p{Cc}/u.test(text.replaceAll(/\s/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}
