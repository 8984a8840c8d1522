import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SessionId, SessionRecord } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken, type StoreClass } from './broken-store.js';

/** How a store keeps a payload. */
interface Encoding {
  encode(payload: string): string;
  decode(kept: string): string;
}

/** A store that keeps payloads in another form, and knows it by what a payload may also have. */
function keptAs({ encode, decode }: Encoding): StoreClass {
  const encoded = (record: SessionRecord): SessionRecord => ({ ...record, payload: encode(record.payload) });
  return class extends WiredStore {
    override async load(...call: Parameters<WiredStore['load']>) {
      const found = await super.load(...call);
      return found && { ...found, payload: decode(found.payload) };
    }

    override create(id: SessionId, record: SessionRecord) {
      return super.create(id, encoded(record));
    }

    override update(id: SessionId, record: SessionRecord, version: string) {
      return super.update(id, encoded(record), version);
    }
  };
}

const isLong = ({ length }: string): boolean => length > 1024;
const compress = (text: string): string => deflateRawSync(text).toString('base64');
const decompress = (text: string): string => inflateRawSync(Buffer.from(text, 'base64')).toString();

/** Marks what is not kept as it is with some letters in front, and nothing else. */
function marked(mark: string, isEncoded: (payload: string) => boolean, { encode, decode }: Encoding): StoreClass {
  return keptAs({
    encode: (payload) => (isEncoded(payload) ? mark + encode(payload) : payload),
    decode: (kept) => (kept.startsWith(mark) ? decode(kept.slice(mark.length)) : kept),
  });
}

const inBase64: Encoding = {
  encode: (payload) => Buffer.from(payload).toString('base64'),
  decode: (kept) => Buffer.from(kept, 'base64').toString(),
};

const elsewhere = new Map<string, string>();

export const brokenByOwnEncodings = [
  broken(
    'long payloads are compressed, and known by their first letters',
    ['168'],
    marked('gz:', isLong, { encode: compress, decode: decompress }),
  ),
  broken(
    'payloads that are not ASCII are kept in base64, and known by their first letters',
    ['168'],
    marked('=?utf8?', (payload) => /[^ -~]/.test(payload), inBase64),
  ),
  broken(
    'long payloads are kept elsewhere, and a reference takes their place',
    ['168'],
    marked('ref:', isLong, {
      encode(payload) {
        const reference = String(elsewhere.size);
        elsewhere.set(reference, payload);
        return reference;
      },
      decode: (kept) => elsewhere.get(kept) ?? '',
    }),
  ),
];
