import type { OwnerPage, SessionId, SessionRecord, UpdateResult, Written } from '@sess/core';
import type { KeyedClass, KeyedExhibit } from '../exhibit.js';
import { DriverError, type Row, type Table } from '../row-server.js';
import { RowStore } from '../row-store.js';
import { ownerAs } from '../slips.js';

const topic = 'owner';

/** Of all records of all servers; no id is used twice. */
const firstDeadlines = new Map<SessionId, number>();

/** Returns a store that finds owners by this key and takes all that have it for one. */
function sameOwnerIf(key: (owner: string) => string): KeyedClass {
  return class extends RowStore {
    override ownerKey(owner: string): string {
      return key(owner);
    }
    override isOwned(row: Row, owner: string): boolean {
      return row.owner !== undefined && key(row.owner) === key(owner);
    }
  };
}

export const ownerExhibits: readonly KeyedExhibit[] = [
  { name: 'finds owners without regard to case', topic, store: sameOwnerIf((owner) => owner.toLowerCase()) },
  {
    name: 'finds owners without regard to spaces at their end, as a char(n) column does',
    topic,
    store: sameOwnerIf((owner) => owner.trimEnd()),
  },
  {
    name: 'finds owners without regard to accents',
    topic,
    store: sameOwnerIf((owner) => owner.normalize('NFD').replaceAll(/\p{Mn}/gu, '')),
  },
  {
    name: 'takes the composed and the decomposed form of an owner for one',
    topic,
    store: sameOwnerIf((owner) => owner.normalize('NFC')),
  },
  {
    name: 'takes owners for one whose first 191 characters are the same',
    topic,
    store: sameOwnerIf((owner) => owner.slice(0, 191)),
  },
  {
    name: 'takes owners for one that are the same number, as a numeric column does',
    topic,
    store: sameOwnerIf((owner) => (/^\d+$/.test(owner) ? String(Number(owner)) : owner)),
  },
  {
    name: 'takes ß for ss in owners, as a German collation does',
    topic,
    store: sameOwnerIf((owner) => owner.replaceAll('ß', 'ss')),
  },
  {
    name: 'finds owners by a digest of their Latin-1 bytes',
    topic,
    store: sameOwnerIf((owner) => Buffer.from(owner, 'latin1').toString('hex')),
  },
  {
    name: 'ends an owner at the first colon, which separates the parts of its index keys',
    topic,
    store: sameOwnerIf((owner) => owner.split(':')[0] ?? ''),
  },
  {
    name: 'lists by LIKE, so that _ in an owner stands for any character',
    topic,
    store: class extends RowStore {
      override listed(table: Table, owner: string, after?: string): Row[] {
        if (!owner.includes('_')) return super.listed(table, owner, after);
        const escaped = owner.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
        const pattern = new RegExp(`^${escaped.replaceAll('_', '.')}$`, 'su');
        return [...table.owners.keys()]
          .filter((name) => pattern.test(name))
          .flatMap((name) => super.listed(table, name, after))
          .toSorted((one, other) => (one.id < other.id ? -1 : 1));
      }
    },
  },
  { name: 'cuts owners after 255 characters', topic, store: ownerAs((owner) => owner.slice(0, 255)) },
  { name: 'trims owners', topic, store: ownerAs((owner) => owner.trim()) },
  {
    name: 'has no index entries for owners named like a property of every object',
    topic,
    store: class extends RowStore {
      override listed(table: Table, owner: string, after?: string): Row[] {
        return owner in {} ? [] : super.listed(table, owner, after);
      }
    },
  },
  {
    name: 'refuses owners of more than 128 bytes',
    topic,
    store: class extends RowStore {
      override row(id: SessionId, record: SessionRecord): Row {
        if (Buffer.byteLength(record.owner ?? '') > 128) throw new DriverError('VALUE_TOO_LONG', 'owner');
        return super.row(id, record);
      }
    },
  },
  {
    name: 'keeps the owner when an update has none',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const owner = row.owner ?? this.live(table, row.id)?.owner;
        return super.put(table, owner === undefined ? row : { ...row, owner });
      }
    },
  },
  {
    name: 'adds no index entry when an update changes the owner of a session',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = table.rows.get(row.id)?.owner;
        const written = super.put(table, row);
        if (before !== undefined && row.owner !== undefined && before !== row.owner) table.unlink(row.owner, row.id);
        return written;
      }
    },
  },
  {
    name: 'adds no index entry when a guest signs in under the same id',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const isGuest = table.rows.get(id)?.owner === undefined;
        const result = super.replace(table, id, record, version);
        if (isGuest && record.owner !== undefined && result.status === 'written') table.unlink(record.owner, id);
        return result;
      }
    },
  },
  {
    name: 'removes the index entry with each touch',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const isMoved = super.move(table, id, expiresAt, version, revision);
        const owner = table.rows.get(id)?.owner;
        if (isMoved && owner !== undefined) table.unlink(owner, id);
        return isMoved;
      }
    },
  },
  {
    name: 'moves the index entry before it finds out that an update conflicts',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const before = table.rows.get(id)?.owner;
        const result = super.replace(table, id, record, version);
        if (result.status === 'conflict' && before !== undefined && before !== record.owner) table.unlink(before, id);
        return result;
      }
    },
  },
  {
    name: 'removes the index entry when a deleteIf conflicts',
    topic,
    store: class extends RowStore {
      override eraseIf(table: Table, id: SessionId, version: string) {
        const result = super.eraseIf(table, id, version);
        if (result.status === 'conflict' && result.current.owner !== undefined) table.unlink(result.current.owner, id);
        return result;
      }
    },
  },
  {
    name: 'lists a session for its former owner, because the index keeps entries and nobody looks at the record',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = table.rows.get(row.id)?.owner;
        const written = super.put(table, row);
        if (before !== undefined) table.link(before, row.id);
        return written;
      }
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        const rows = table.idsOf(owner, cursor).flatMap((id) => this.live(table, id) ?? []);
        const sessions = rows.slice(0, limit).map((row) => this.listedRow(row));
        const last = sessions.at(-1);
        return last && rows.length > limit ? { sessions, cursor: last.id } : { sessions };
      }
    },
  },
  {
    name: 'keeps an index entry for as long as the first deadline, as a key with a TTL',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord) {
        const result = super.insert(table, id, record);
        if (result.status === 'written') firstDeadlines.set(id, record.expiresAt);
        return result;
      }
      override listed(table: Table, owner: string, after?: string): Row[] {
        const rows = super.listed(table, owner, after);
        return rows.filter(({ id, expiresAt }) => this.now() < (firstDeadlines.get(id) ?? expiresAt));
      }
    },
  },
];
