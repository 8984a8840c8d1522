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
];
