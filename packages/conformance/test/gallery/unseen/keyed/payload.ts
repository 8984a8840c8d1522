import type { SessionId, SessionRecord, StoredSession, Written } from '@sess/core';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';
import { payloadAs, reading } from '../slips.js';

const topic = 'payload';
const chunkLength = 16_384;

const chunksOf = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / chunkLength) }, (_, at) =>
    text.slice(at * chunkLength, (at + 1) * chunkLength),
  );

/** What a text becomes that passes through bytes. */
const throughBytes = (text: string, encoding: BufferEncoding): string => Buffer.from(text, encoding).toString(encoding);

export const payloadExhibits: readonly KeyedExhibit[] = [
  {
    name: 'drops a line break at the end of a payload, as files that end with one',
    topic,
    store: reading((record) => ({ ...record, payload: record.payload.replace(/\n$/, '') })),
  },
  {
    name: 'normalizes payloads to NFC',
    topic,
    store: payloadAs((payload) => payload.normalize('NFC')),
  },
  {
    name: 'turns CR LF in payloads into LF',
    topic,
    store: payloadAs((payload) => payload.replaceAll('\r\n', '\n')),
  },
  {
    name: 'replaces characters of four bytes, as MySQL does in utf8mb3',
    topic,
    store: payloadAs((payload) => payload.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?')),
  },
  {
    name: 'encodes a payload in chunks, so that a surrogate pair across two of them breaks',
    topic,
    store: payloadAs((payload) =>
      chunksOf(payload)
        .map((chunk) => throughBytes(chunk, 'utf8'))
        .join(''),
    ),
  },
  {
    name: 'cuts payloads after 65,535 bytes, as a TEXT column does in lax mode',
    topic,
    store: payloadAs((payload) => {
      const bytes = Buffer.from(payload);
      return bytes.length > 65_535 ? bytes.subarray(0, 65_535).toString() : payload;
    }),
  },
  {
    name: 'keeps a payload as rows of chunks, and leaves old rows when the new text fills its last one',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = chunksOf(table.rows.get(row.id)?.payload ?? '');
        const chunks = chunksOf(row.payload);
        // A chunk that is not full ends the text.
        const isOpen = chunks.at(-1)?.length === chunkLength;
        const kept = isOpen ? [...chunks, ...before.slice(chunks.length)] : chunks;
        return super.put(table, { ...row, payload: kept.join('') });
      }
    },
  },
  {
    name: 'shows a record with an empty payload as absent',
    topic,
    store: class extends RowStore {
      override select(table: Table, id: SessionId): StoredSession | undefined {
        const record = super.select(table, id);
        return record?.payload ? record : undefined;
      }
    },
  },
  {
    name: 'writes JSON payloads anew, as a jsonb column does',
    topic,
    store: payloadAs((payload) => {
      try {
        return JSON.stringify(JSON.parse(payload));
      } catch {
        return payload;
      }
    }),
  },
  {
    name: 'drops U+FEFF at the beginning of a payload, as TextDecoder does',
    topic,
    store: reading((record) => ({ ...record, payload: record.payload.replace(/^\uFEFF/, '') })),
  },
  {
    name: 'decodes %-sequences in payloads that it has not encoded',
    topic,
    store: reading((record) => ({
      ...record,
      payload: record.payload.replaceAll(/%[0-7][0-9a-f]/gi, (text) => decodeURIComponent(text)),
    })),
  },
  {
    name: 'compresses payloads over 8,000 characters as Latin-1',
    topic,
    store: payloadAs((payload) => (payload.length > 8000 ? throughBytes(payload, 'latin1') : payload)),
  },
  {
    name: 'drops control characters that XML does not allow',
    topic,
    // oxlint-disable-next-line no-control-regex -- they are what it drops
    store: payloadAs((payload) => payload.replaceAll(/[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')),
  },
  {
    name: 'expands $-patterns of payloads, which it puts into its statement with replace()',
    topic,
    store: payloadAs((payload) => '?'.replace('?', payload)),
  },
  {
    name: 'gives a payload to the second instance as it was compressed',
    topic,
    store: class extends RowStore {
      readonly #own = new Set<string>();
      override row(id: SessionId, record: SessionRecord): Row {
        if (record.payload.length > 4096) this.#own.add(id);
        return super.row(id, record);
      }
      override shown(row: Row): StoredSession {
        const record = super.shown(row);
        const isForeign = row.payload.length > 4096 && !this.#own.has(row.id);
        return isForeign ? { ...record, payload: Buffer.from(row.payload).toString('base64') } : record;
      }
    },
  },
];
