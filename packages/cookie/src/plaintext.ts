import { platform } from '#platform';
import type { SealedRecord } from '@sess/core';
import { type Awaitable, whenThere } from './awaitable.js';
import type { Bytes } from './platform/cipher.js';

const [plain, deflated] = [0, 1];
/** Ends what is meant; behind it only zeros follow (ISO/IEC 7816-4). */
const endMark = 0x80;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** How a record is laid out before it is sealed. */
export interface Layout {
  readonly compress: boolean;
  /** The plaintext fills whole blocks of so many bytes, so that a token's length tells less of it. */
  readonly padTo: number;
}

/** One byte that says how, the record's text, the end mark and zeros. */
export function writePlaintext(record: SealedRecord, { compress, padTo }: Layout): Awaitable<Bytes> {
  const text = textOf(record);
  let end = 0;
  const lengthFor = (bytes: number): number => {
    end = bytes + 1;
    return Math.ceil((end + 1) / padTo) * padTo;
  };
  if (!compress) {
    const plaintext = platform.encodeText(text, 1, lengthFor);
    plaintext[0] = plain;
    plaintext[end] = endMark;
    return plaintext;
  }
  return whenThere(platform.deflate(new TextEncoder().encode(text)), (body) => {
    const plaintext = new Uint8Array(lengthFor(body.length));
    plaintext[0] = deflated;
    plaintext.set(body, 1);
    plaintext[end] = endMark;
    return plaintext;
  });
}

/** Takes what was authenticated; `undefined` for what this version does not write. */
export function readPlaintext(plaintext: Bytes): Awaitable<SealedRecord | undefined> {
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  if (end < 1 || plaintext[end] !== endMark) return undefined;
  const body = plaintext.subarray(1, end);
  if (plaintext[0] === plain) return recordOf(body);
  if (plaintext[0] !== deflated) return undefined;
  return whenThere(platform.inflate(body), (text) => text && recordOf(text));
}

/** Bookkeeping as one line of JSON, then the payload as it is: a payload of JSON within JSON would grow by its quotes. */
function textOf({ id, createdAt, expiresAt, owner, payload }: SealedRecord): string {
  const line = [id, createdAt, expiresAt, ...(owner === undefined ? [] : [owner])];
  return `${JSON.stringify(line)}\n${payload}`;
}

/** Checked to the last part although it was authenticated: whoever else has the key may have another idea of the format. */
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
  // A deadline that is no number would never have passed.
  if (typeof id !== 'string' || !isInstant(createdAt) || !isInstant(expiresAt)) return undefined;
  if (line.length === 4 && typeof owner !== 'string') return undefined;
  const record = { id, payload: text.slice(end + 1), createdAt, expiresAt };
  return typeof owner === 'string' ? { ...record, owner } : record;
}

function isInstant(value: unknown): value is number {
  return Number.isFinite(value);
}
