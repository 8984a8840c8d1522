import type { CallOptions, CreateResult, SessionId, SessionRecord, UpdateResult } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

function storing(change: (payload: string) => string) {
  return class extends WiredStore {
    override async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
      this.refuseTooLarge(record);
      return super.create(id, { ...record, payload: change(record.payload) }, options);
    }
    override async update(
      id: SessionId,
      record: SessionRecord,
      version: string,
      options?: CallOptions,
    ): Promise<UpdateResult> {
      this.refuseTooLarge(record);
      return super.update(id, { ...record, payload: change(record.payload) }, version, options);
    }
  };
}

function reparse(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload));
  } catch {
    return payload;
  }
}

function sortKeys(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), (_name, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
        : value,
    );
  } catch {
    return payload;
  }
}

export const brokenAtFidelity = [
  broken(
    'text is cut at 65,535 units',
    ['72', '76', '3a'],
    storing((payload) => payload.slice(0, 65_535)),
  ),
  broken(
    'a long payload is kept in pieces, and the last ones stay when it gets shorter',
    ['76b'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const { payload = '' } = (await store.server.load(id)) ?? {};
        const pieces = (text: string) => Math.ceil(text.length / 65_536);
        const rest = pieces(record.payload) > 1 ? payload.slice(pieces(record.payload) * 65_536) : '';
        return next(id, { ...record, payload: record.payload + rest }, version, options);
      },
    }),
  ),
  broken('a column of type JSON', ['73'], storing(reparse)),
  broken(
    'a column of type JSON that sorts its keys',
    ['73'],
    storing((payload) => sortKeys(payload)),
  ),
  broken(
    'text goes through Latin-1',
    ['75'],
    storing((payload) => Buffer.from(payload, 'latin1').toString('latin1')),
  ),
  broken(
    'line ends are converted',
    ['74', '75'],
    storing((payload) => payload.replaceAll('\r\n', '\n')),
  ),
  broken(
    'backslashes are unescaped',
    ['74'],
    storing((payload) => payload.replaceAll(/\\(.)/gs, '$1')),
  ),
  broken(
    'dangerous names are dropped',
    ['74'],
    storing((payload) => payload.replaceAll('__proto__', '')),
  ),
  broken(
    'characters of four bytes in UTF-8 are replaced',
    ['75', '76', '79'],
    storing((payload) => payload.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?')),
  ),
  broken(
    'text is normalized',
    ['75'],
    storing((payload) => payload.normalize('NFC')),
  ),
  broken(
    'text is trimmed',
    ['75'],
    storing((payload) => payload.trim()),
  ),
  broken(
    'control characters are dropped',
    ['75', '79'],
    storing((payload) => [...payload].filter((letter) => letter >= ' ').join('')),
  ),
  broken(
    'a byte order mark is dropped',
    ['75'],
    storing((payload) => payload.replace(/^\ufeff/, '')),
  ),
  ...[16_384, 65_536].flatMap((size) => [
    broken(`text is decoded in pieces of ${size} bytes`, ['76c'], storing(inPieces(size))),
    broken(`text is encoded in pieces of ${size} units`, ['76c'], storing(inParts(size))),
    broken(
      `text of an update is decoded in pieces of ${size} bytes`,
      ['76c'],
      overriding({
        update: (next, [id, record, version, options]) =>
          next(id, { ...record, payload: inPieces(size)(record.payload) }, version, options),
      }),
    ),
  ]),
  broken('text is decoded in pieces of 1,000 bytes', ['76c'], storing(inPieces(1000))),
  broken('text is decoded in pieces of 100,001 bytes', ['76c'], storing(inPieces(100_001))),
  broken(
    'percent signs are decoded where that is possible',
    ['74c'],
    storing((payload) => {
      try {
        return decodeURIComponent(payload);
      } catch {
        return payload;
      }
    }),
  ),
  broken(
    'percent signs are decoded one by one',
    ['74c'],
    storing((payload) => payload.replaceAll(/%([2-7][0-9a-f])/gi, (_, code: string) => characterOf(code, 16))),
  ),
  broken(
    'plus signs become spaces',
    ['74c'],
    storing((payload) => payload.replaceAll('+', ' ')),
  ),
  broken(
    'entities are decoded',
    ['74c'],
    storing((payload) => payload.replaceAll('&lt;', '<').replaceAll('&amp;', '&')),
  ),
  broken(
    'entities with numbers are decoded',
    ['74c'],
    storing((payload) => payload.replaceAll(/&#(\d+);/g, (_, code: string) => characterOf(code, 10))),
  ),
  broken(
    'Base64 is decoded',
    ['74c'],
    storing((payload) => {
      const text = Buffer.from(payload, 'base64').toString();
      return Buffer.from(text).toString('base64') === payload ? text : payload;
    }),
  ),
  broken(
    'escapes of Unicode are decoded',
    ['74c'],
    storing((payload) => payload.replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) => characterOf(code, 16))),
  ),
  broken(
    'quoted-printable text is decoded',
    ['74c'],
    storing((payload) => payload.replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => characterOf(code, 16))),
  ),
  broken(
    'digits are kept as a number',
    ['73', '74c'],
    storing((payload) => (/^\d+$/.test(payload) ? String(Number(payload)) : payload)),
  ),
  broken(
    'spaces at the end are dropped',
    ['74c', '75'],
    storing((payload) => payload.trimEnd()),
  ),
  broken(
    'several spaces become one',
    ['74c'],
    storing((payload) => payload.replaceAll(/ {2,}/g, ' ')),
  ),
  broken(
    'doubled quotes become one',
    ['74c'],
    storing((payload) => payload.replaceAll("''", "'")),
  ),
];

function characterOf(code: string, radix: number): string {
  return String.fromCodePoint(Number.parseInt(code, radix));
}

/** Encodes text, and decodes its bytes in pieces of this size, each alone. */
function inPieces(size: number) {
  return (payload: string): string => {
    const bytes = Buffer.from(payload);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.toString('utf8', at * size, (at + 1) * size),
    );
    return pieces.join('');
  };
}

/** Encodes parts of text of this length, each alone. */
function inParts(size: number) {
  return (payload: string): string => {
    const parts = Array.from({ length: Math.ceil(payload.length / size) }, (_, at) =>
      Buffer.from(payload.slice(at * size, (at + 1) * size)),
    );
    return Buffer.concat(parts).toString();
  };
}
