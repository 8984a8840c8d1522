import { platform } from '#platform';
import type { SealedRecord } from '@sess/core';
import { type Awaitable, mapAwaitable } from './awaitable.js';
import type { Bytes } from './platform/cipher.js';

const [plain, deflated] = [0, 1];
/** Marks the end of the content; only zeros follow (ISO/IEC 7816-4). */
const endMark = 0x80;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** How a record is laid out before it is sealed. */
export interface Layout {
  readonly compress: boolean;
  /** The plaintext is padded to a multiple of so many bytes, so that a token's length tells less of its content. */
  readonly padTo: number;
}

/** Returns one byte for the layout, the record's text, the end mark and zeros. */
export function encodePlaintext(record: SealedRecord, { compress, padTo }: Layout): Awaitable<Bytes> {
  const text = textOf(record);
  let end = 0;
  const paddedLength = (bytes: number): number => {
    end = bytes + 1;
    return Math.ceil((end + 1) / padTo) * padTo;
  };
  if (!compress) {
    const plaintext = platform.encodeText(text, 1, paddedLength);
    plaintext[0] = plain;
    plaintext[end] = endMark;
    return plaintext;
  }
  return mapAwaitable(platform.deflate(new TextEncoder().encode(text)), (body) => {
    const plaintext = new Uint8Array(paddedLength(body.length));
    plaintext[0] = deflated;
    plaintext.set(body, 1);
    plaintext[end] = endMark;
    return plaintext;
  });
}

/** Returns the record of an authenticated plaintext, or `undefined` for one that this version does not write. */
export function decodePlaintext(plaintext: Bytes): Awaitable<SealedRecord | undefined> {
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  if (end < 1 || plaintext[end] !== endMark) return undefined;
  const body = plaintext.subarray(1, end);
  if (plaintext[0] === plain) return recordOf(body);
  if (plaintext[0] !== deflated) return undefined;
  return mapAwaitable(platform.inflate(body), (text) => text && recordOf(text));
}

/** One line of JSON, then the payload as it is: as a string inside that JSON, its quotes would be escaped. */
function textOf({ id, createdAt, expiresAt, owner, payload }: SealedRecord): string {
  const line = [id, createdAt, expiresAt, ...(owner === undefined ? [] : [owner])];
  return `${JSON.stringify(line)}\n${payload}`;
}

/** Checks every part, although the text is authentic: another program with the same key may write another format. */
function recordOf(body: Bytes): SealedRecord | undefined {
  let text: string;
  let end: number;
  let line: unknown;
  try {
    text = decoder.decode(body);
    end = text.indexOf('\n');
    line = JSON.parse(text.slice(0, Math.max(0, end)));
  } catch {
    return undefined;
  }
  if (!Array.isArray(line) || line.length > 4) return undefined;
  const [id, createdAt, expiresAt, owner] = line as readonly unknown[];
  // A deadline that is not a number would never pass.
  if (typeof id !== 'string' || !isInstant(createdAt) || !isInstant(expiresAt)) return undefined;
  if (line.length === 4 && typeof owner !== 'string') return undefined;
  const record = { id, payload: text.slice(end + 1), createdAt, expiresAt };
  return typeof owner === 'string' ? { ...record, owner } : record;
}

function isInstant(value: unknown): value is number {
  return Number.isFinite(value);
}
