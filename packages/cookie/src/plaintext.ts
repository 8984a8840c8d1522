import { platform } from '#platform';
import type { SealedRecord } from '@sess/core';
import { type Awaitable, whenThere } from './awaitable.js';
import type { Bytes } from './platform/cipher.js';

const [plain, deflated] = [0, 1];
/** Ends what is meant; behind it only zeros follow (ISO/IEC 7816-4). */
const endMark = 0x80;

/** How a record is laid out before it is sealed. */
export interface Layout {
  readonly compress: boolean;
  /** The plaintext fills whole blocks of so many bytes, so that a token's length tells less of it. */
  readonly padTo: number;
}

/** One byte that says how, the record's text, the end mark and zeros. */
export function writePlaintext(record: SealedRecord, { compress, padTo }: Layout): Awaitable<Bytes> {
  const text = new TextEncoder().encode(textOf(record));
  return whenThere(compress ? platform.deflate(text) : text, (body) => {
    const length = Math.ceil((body.length + 2) / padTo) * padTo;
    const plaintext = new Uint8Array(length);
    plaintext[0] = compress ? deflated : plain;
    plaintext.set(body, 1);
    plaintext[body.length + 1] = endMark;
    return plaintext;
  });
}

/** Takes what was authenticated; `undefined` for what this version does not write. */
export function readPlaintext(plaintext: Bytes): Awaitable<SealedRecord | undefined> {
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  if (end < 1 || plaintext[end] !== endMark) return undefined;
  const body = plaintext.slice(1, end);
  if (plaintext[0] === plain) return recordOf(body);
  return plaintext[0] === deflated ? whenThere(platform.inflate(body), recordOf) : undefined;
}

/** Bookkeeping as one line of JSON, then the payload as it is: a payload of JSON within JSON would grow by its quotes. */
function textOf({ id, createdAt, expiresAt, owner, payload }: SealedRecord): string {
  const line = [id, createdAt, expiresAt, ...(owner === undefined ? [] : [owner])];
  return `${JSON.stringify(line)}\n${payload}`;
}

function recordOf(body: Bytes): SealedRecord | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
  const lineEnd = text.indexOf('\n');
  const [id, createdAt, expiresAt, owner] = JSON.parse(text.slice(0, lineEnd)) as [
    string,
    number,
    number,
    string | null,
  ];
  return { id, payload: text.slice(lineEnd + 1), createdAt, expiresAt, ...(typeof owner === 'string' && { owner }) };
}
