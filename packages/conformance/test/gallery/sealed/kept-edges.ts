import { inflateRawSync } from 'node:zlib';
import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

/** Changes the record that it seals. */
function sealing(change: (record: SealedRecord) => SealedRecord): typeof RevokingStore {
  return class extends RevokingStore {
    override write(record: SealedRecord): string {
      return super.write(change(record));
    }
  };
}

/** Changes the bytes between writing and reading. */
function passing(change: (text: string) => string): typeof RevokingStore {
  return class extends RevokingStore {
    override read(text: string): SealedRecord | undefined {
      return super.read(change(text));
    }
  };
}

const payload = (change: (text: string) => string) =>
  sealing((record) => ({ ...record, payload: change(record.payload) }));
const owner = (change: (text: string) => string) =>
  sealing(({ owner: given, ...record }) => (given === undefined ? record : { ...record, owner: change(given) }));
const expiry = (change: (expiresAt: number, now: number) => number) =>
  class extends RevokingStore {
    override write(record: SealedRecord): string {
      return super.write({ ...record, expiresAt: change(record.expiresAt, this.clock()) });
    }
  };
const creation = (change: (createdAt: number) => number) =>
  sealing((record) => ({ ...record, createdAt: change(record.createdAt) }));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Decodes pieces of this many bytes, each alone. */
function inPieces(length: number): (text: string) => string {
  return (text) => {
    const bytes = Buffer.from(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
      bytes.subarray(index * length, (index + 1) * length).toString(),
    );
    return pieces.join('');
  };
}

function inflated(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  try {
    return inflateRawSync(bytes).toString();
  } catch {
    return text;
  }
}

/** Returns the same object for a token while it is open in another call. */
class Sharing extends RevokingStore {
  readonly #open = new Map<string, Promise<Unsealed | undefined>>();

  override unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    const opening =
      this.#open.get(token) ??
      Promise.resolve(super.unseal(token, context, options)).finally(() => this.#open.delete(token));
    this.#open.set(token, opening);
    return opening;
  }
}

/** Returns the record that was sealed or opened last, if the token is the same. */
class RemembersLast extends RevokingStore {
  #last: readonly [string, SealedRecord] | undefined;

  override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    const unsealed = await super.unseal(token, context, options);
    if (!unsealed) return undefined;
    if (this.#last?.[0] !== token) this.#last = [token, unsealed.record];
    return { ...unsealed, record: this.#last[1] };
  }
}

export const brokenEdges = [
  broken('calls at once share what they return', ['19b'], Sharing),
  broken('the last record is kept and returned again', ['19b'], RemembersLast),
  broken(
    'payloads of 256 bytes and more lose the last one',
    ['166a'],
    payload((text) => (text.length === 256 ? text.slice(0, -1) : text)),
  ),
  broken('text is decoded in pieces of 1,024 bytes', ['166a'], passing(inPieces(1024))),
  broken('text is decoded in pieces of 4,096 bytes', ['166a'], passing(inPieces(4096))),
  broken(
    'a length of 16 bits takes 2,047 characters',
    ['166a'],
    payload((text) => text.slice(0, 2047)),
  ),
  broken(
    'characters outside the basic plane are cut in two at 512 units',
    ['166a'],
    payload((text) => Buffer.from(text.slice(0, 511)).toString() + Buffer.from(text.slice(511)).toString()),
  ),
  broken(
    'line ends are converted in payloads of more than 1,000 characters',
    ['166c'],
    payload((text) => (text.length > 1000 ? text.replaceAll('\r\n', '\n') : text)),
  ),
  broken(
    'payloads of more than 2,000 characters are trimmed',
    ['166c'],
    payload((text) => (text.length > 2000 ? text.trim() : text)),
  ),
  broken(
    'tabs become spaces in a payload near the limit',
    ['166c'],
    payload((text) => (text.length > 11_900 ? text.replaceAll('\t', ' ') : text)),
  ),
  broken(
    'a long payload is composed',
    ['166c'],
    payload((text) => (text.length > 1000 ? text.normalize('NFC') : text)),
  ),
  broken('percent signs in payloads are decoded', ['166b'], payload(decoded)),
  broken(
    'plus signs in payloads are decoded',
    ['166b'],
    payload((text) => text.replaceAll('+', ' ')),
  ),
  broken(
    'a byte order mark is removed',
    ['166b'],
    payload((text) => text.replace(/^\ufeff/, '')),
  ),
  broken(
    'text is composed',
    ['166b'],
    payload((text) => text.normalize('NFC')),
  ),
  broken(
    'text is decomposed',
    ['166b'],
    payload((text) => text.normalize('NFD')),
  ),
  broken('payloads that look compressed are decompressed', ['166b'], payload(inflated)),
  broken(
    'payloads that look like base64 of text are decoded',
    ['166b'],
    payload((text) => {
      const bytes = Buffer.from(text, 'base64');
      return text.length > 0 && bytes.toString('base64') === text ? bytes.toString() : text;
    }),
  ),
  broken(
    'owners are compared as e-mail addresses are',
    ['166b'],
    owner((text) => text.replace(/@.*$/, (domain) => domain.toLowerCase())),
  ),
  broken('percent signs in owners are decoded', ['166b'], owner(decoded)),
  broken(
    'owners that are digits become numbers',
    ['166b'],
    owner((text) => (/^\d+$/.test(text) ? String(Number(text)) : text)),
  ),
  broken(
    'owners have at most 255 bytes',
    ['166b'],
    owner((text) => Buffer.from(text).subarray(0, 255).toString()),
  ),
  broken(
    'owners have at most 128 characters',
    ['166b'],
    owner((text) => text.slice(0, 128)),
  ),
  broken(
    'owners are composed',
    ['166b'],
    owner((text) => text.normalize('NFC')),
  ),
  broken(
    'deadlines are rounded down to seconds',
    ['165a', '165b'],
    expiry((expiresAt) => Math.floor(expiresAt / 1000) * 1000),
  ),
  broken(
    'a token lives for a second at least',
    ['165a'],
    expiry((expiresAt, now) => Math.max(expiresAt, now + 1000)),
  ),
  broken(
    'a deadline within a second has passed',
    ['165a'],
    expiry((expiresAt, now) => (expiresAt - now < 1000 ? now : expiresAt)),
  ),
  broken(
    'a deadline in one millisecond is no deadline',
    ['165a'],
    expiry((expiresAt, now) => (expiresAt - now === 1 ? Date.UTC(2099, 0, 1) : expiresAt)),
  ),
  broken(
    'deadlines have 42 bits of milliseconds',
    ['165b'],
    expiry((expiresAt) => expiresAt % 2 ** 41),
  ),
  broken(
    'a lifetime has 31 bits of milliseconds',
    ['165b'],
    expiry((expiresAt, now) => now + Math.min(expiresAt - now, 2 ** 31 - 1)),
  ),
  broken(
    'an instant of creation that is zero becomes now',
    ['165b'],
    creation((createdAt) => createdAt || Date.now()),
  ),
  broken(
    'instants of creation are seconds',
    ['165b'],
    creation((createdAt) => Math.round(createdAt / 1000) * 1000),
  ),
  broken(
    'instants of creation are after 1970',
    ['165b'],
    creation((createdAt) => Math.max(createdAt, 86_400_000)),
  ),
];
