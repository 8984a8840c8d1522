import { createHash } from 'node:crypto';
import type { SessionId, SessionRecord, StoredSession, UpdateResult, Written } from '@sess/core';
import type { KeyedClass, KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';
import { reading, writing } from '../slips.js';

const topic = 'version and revision';

/** Returns a store that takes these two versions for the same. */
function sameVersionIf(isSame: (kept: string, given: string) => boolean): KeyedClass {
  return class extends RowStore {
    override hasVersion(row: Row, version: string): boolean {
      return isSame(row.version, version);
    }
  };
}

const contentOf = ({ payload, owner, attributes }: Row): string => JSON.stringify([payload, owner, attributes]);

const numberIn = (version: string): number => Number(/\d+/.exec(version)?.[0]);

export const versionExhibits: readonly KeyedExhibit[] = [
  {
    name: 'counts versions from 1 again with each record',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = table.rows.get(row.id)?.version;
        return super.put(table, { ...row, version: String(before === undefined ? 1 : Number(before) + 1) });
      }
    },
  },
  {
    name: 'counts versions again from 0 after 100 writes of a record',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const [name = '', count = '0'] = (table.rows.get(row.id)?.version ?? `${row.version}/99`).split('/');
        return super.put(table, { ...row, version: `${name}/${(Number(count) + 1) % 100}` });
      }
    },
  },
  {
    name: 'counts versions in a column of one byte, which stays at 255',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const [name = '', count = '0'] = (table.rows.get(row.id)?.version ?? `${row.version}/0`).split('/');
        return super.put(table, { ...row, version: `${name}/${Math.min(Number(count) + 1, 255)}` });
      }
    },
  },
  {
    name: 'uses the millisecond of the write as version',
    topic,
    store: class extends RowStore {
      override nextVersion(): string {
        return String(this.now());
      }
    },
  },
  {
    name: 'uses a digest of the content as version, so that an earlier content has an earlier version',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const content = JSON.stringify([row.payload, row.expiresAt, row.owner, row.attributes]);
        return super.put(table, { ...row, version: createHash('sha1').update(content).digest('hex') });
      }
    },
  },
  {
    name: 'counts versions in each instance',
    topic,
    store: class extends RowStore {
      #count = 0;
      override nextVersion(): string {
        return `state ${++this.#count}`;
      }
    },
  },
  {
    name: 'keeps the version in a touch',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const isMoved = super.move(table, id, expiresAt, version, revision);
        const row = table.rows.get(id);
        if (isMoved && row) table.rows.set(id, { ...row, version });
        return isMoved;
      }
    },
  },
  {
    name: 'keeps the version in an update that changes nothing but the deadline',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const before = this.live(table, id);
        const result = super.replace(table, id, record, version);
        const row = table.rows.get(id);
        if (result.status !== 'written' || !row || contentOf(row) !== (before && contentOf(before))) return result;
        table.rows.set(id, { ...row, version });
        return { status: 'written', version };
      }
    },
  },
  {
    name: 'takes the beginning of a version for the version',
    topic,
    store: sameVersionIf((kept, given) => kept.startsWith(given)),
  },
  {
    name: 'takes the empty version for a condition that is not there',
    topic,
    store: sameVersionIf((kept, given) => given === '' || kept === given),
  },
  {
    name: 'accepts a version later than the current one',
    topic,
    store: sameVersionIf((kept, given) => numberIn(kept) <= numberIn(given)),
  },
  {
    name: 'compares versions without regard to spaces around them and to case',
    topic,
    store: sameVersionIf((kept, given) => kept === given.trim().toLowerCase()),
  },
  {
    name: 'accepts the version before the current one',
    topic,
    store: class extends RowStore {
      readonly #before = new Map<string, string>();
      override put(table: Table, row: Row): Written {
        const before = table.rows.get(row.id)?.version;
        if (before !== undefined) this.#before.set(row.version, before);
        return super.put(table, row);
      }
      override hasVersion(row: Row, version: string): boolean {
        return row.version === version || this.#before.get(row.version) === version;
      }
    },
  },
  {
    name: 'returns from an update the version that was replaced',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const result = super.replace(table, id, record, version);
        return result.status === 'written' ? { ...result, version } : result;
      }
    },
  },
  {
    name: 'returns from a create a version that load does not return',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord) {
        const result = super.insert(table, id, record);
        return result.status === 'written' ? { ...result, version: `${result.version} (insert)` } : result;
      }
    },
  },
  {
    name: 'keeps the revision of the last update in a touch',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        return super.move(table, id, expiresAt, version, table.rows.get(id)?.revision ?? revision);
      }
    },
  },
  {
    name: 'keeps the revision of the create in every update',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        return super.put(table, { ...row, revision: this.live(table, row.id)?.revision ?? row.revision });
      }
    },
  },
  {
    name: 'cuts revisions after 16 characters',
    topic,
    store: writing((record) => ({ ...record, revision: record.revision.slice(0, 16) })),
  },
  {
    name: 'returns revisions in lower case',
    topic,
    store: reading((record) => ({ ...record, revision: record.revision.toLowerCase() })),
  },
  {
    name: 'returns the version in place of the revision in a conflict',
    topic,
    store: class extends RowStore {
      override refusal(row: Row | undefined) {
        return super.refusal(row && { ...row, revision: row.version });
      }
    },
  },
  {
    name: 'leaves a live record alone when an update has the payload that it has, and says gone, as affected rows do',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const row = this.live(table, id);
        const isSame = row?.payload === record.payload && row.expiresAt === record.expiresAt;
        const isUnaffected = isSame && row.owner === record.owner && this.hasVersion(row, version);
        return isUnaffected ? { status: 'gone' } : super.replace(table, id, record, version);
      }
    },
  },
  {
    name: 'gives versions as numbers',
    topic,
    store: class extends RowStore {
      override shown(row: Row): StoredSession {
        return { ...super.shown(row), version: numberIn(row.version) as never };
      }
      override written({ version }: Row): Written {
        return { status: 'written', version: numberIn(version) as never };
      }
      override hasVersion(row: Row, version: string): boolean {
        return numberIn(row.version) === Number(version);
      }
    },
  },
];
