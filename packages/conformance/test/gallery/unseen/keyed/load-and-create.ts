import type { CallOptions, CreateResult, SessionId, SessionRecord, StoredSession, Written } from '@sess/core';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'load and create';

/** Returns a store that takes ids for one that have the same key. */
function sameIdIf(keyOf: (id: string) => string): KeyedExhibit['store'] {
  return class extends RowStore {
    override live(table: Table, id: SessionId): Row | undefined {
      const exact = super.live(table, id);
      if (exact) return exact;
      const same = [...table.rows.keys()].find((other) => keyOf(other) === keyOf(id));
      return same && super.live(table, same);
    }
  };
}

export const loadAndCreateExhibits: readonly KeyedExhibit[] = [
  {
    name: 'loads the first record whose id has the same first 32 characters',
    topic,
    store: sameIdIf((id) => id.slice(0, 32)),
  },
  {
    name: 'takes ids for one that are the same number, such as 1e3 and 1000',
    topic,
    store: sameIdIf((id) => (/^\d+(e\d+)?$/.test(id) ? String(Number(id)) : id)),
  },
  {
    name: 'renews the deadline of a record that is loaded in its last minute',
    topic,
    store: class extends RowStore {
      override select(table: Table, id: SessionId): StoredSession | undefined {
        const row = this.live(table, id);
        if (row && row.expiresAt - this.now() < 60_000) {
          table.rows.set(id, { ...row, expiresAt: row.expiresAt + 60_000 });
        }
        return super.select(table, id);
      }
    },
  },
  {
    name: 'gives a record a new version when it is loaded for the tenth time',
    topic,
    store: class extends RowStore {
      readonly #loads = new Map<string, number>();
      override select(table: Table, id: SessionId): StoredSession | undefined {
        const row = this.live(table, id);
        const loads = (this.#loads.get(id) ?? 0) + 1;
        this.#loads.set(id, loads);
        if (row && loads === 10) table.rows.set(id, { ...row, version: this.nextVersion(row) });
        return super.select(table, id);
      }
    },
  },
  {
    name: 'removes the expired record that load found, although a new one may be there by then',
    topic,
    store: class extends RowStore {
      override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        return this.call('load', { id }, options, async () => {
          const row = await this.run('read', ({ rows }) => rows.get(id));
          if (row && this.isLive(row)) return this.shown(row);
          if (row) await this.run('write', (table) => this.erase(table, id));
          return undefined;
        });
      }
    },
  },
  {
    name: 'remembers for its instance that an id was absent',
    topic,
    store: class extends RowStore {
      readonly #absent = new Set<SessionId>();
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        this.begin('load', { id }, options);
        if (this.#absent.has(id)) return undefined;
        const record = await super.load(id, options);
        if (!record) this.#absent.add(id);
        return record;
      }
      override put(table: Table, row: Row): Written {
        this.#absent.delete(row.id);
        return super.put(table, row);
      }
    },
  },
  {
    name: 'loads for a second what its instance has written, whatever another has done since',
    topic,
    store: class extends RowStore {
      readonly #written = new Map<SessionId, readonly [until: number, row: Row]>();
      override put(table: Table, row: Row): Written {
        const written = super.put(table, row);
        this.#written.set(row.id, [this.now() + 1000, row]);
        return written;
      }
      override erase(table: Table, id: SessionId): boolean {
        this.#written.delete(id);
        return super.erase(table, id);
      }
      override select(table: Table, id: SessionId): StoredSession | undefined {
        const [until = 0, row] = this.#written.get(id) ?? [];
        return row && this.now() < until && this.isLive(row) ? this.shown(row) : super.select(table, id);
      }
    },
  },
  {
    name: 'joins a load to one that is under way, so that two callers get one object',
    topic,
    store: class extends RowStore {
      readonly #loads = new Map<SessionId, Promise<StoredSession | undefined>>();
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        this.begin('load', { id }, options);
        const load = this.#loads.get(id) ?? super.load(id, options).finally(() => this.#loads.delete(id));
        this.#loads.set(id, load);
        return load;
      }
    },
  },
  {
    name: 'takes an expired record that was not removed for a live one in create',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        return table.rows.has(id) ? { status: 'taken' } : super.insert(table, id, record);
      }
    },
  },
  {
    name: 'looks whether an id is taken before it inserts',
    topic,
    store: class extends RowStore {
      override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
        return this.call('create', { id, record }, options, async () => {
          const isTaken = await this.run('read', (table) => this.live(table, id) !== undefined);
          if (isTaken) return { status: 'taken' };
          return this.run('write', (table) => this.put(table, this.row(id, record)), [record.payload]);
        });
      }
    },
  },
  {
    name: 'removes an expired record before it inserts, without a look at whether it is still the same',
    topic,
    store: class extends RowStore {
      override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
        return this.call('create', { id, record }, options, async () => {
          const isExpired = await this.run('read', (table) => table.rows.has(id) && !this.live(table, id));
          if (isExpired) await this.run('write', (table) => this.erase(table, id));
          return this.run('write', (table) => this.insert(table, id, record), [record.payload]);
        });
      }
    },
  },
  {
    name: 'keeps owner and attributes of an expired record when a create replaces it without any',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        if (this.live(table, id)) return { status: 'taken' };
        const { owner, attributes } = table.rows.get(id) ?? {};
        return super.insert(table, id, { ...(owner && { owner }), ...(attributes && { attributes }), ...record });
      }
    },
  },
  {
    name: 'adds no index entry for a record that replaces an expired one which had an owner',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        const expired = this.live(table, id) ? undefined : table.rows.get(id);
        const result = super.insert(table, id, record);
        if (expired?.owner !== undefined && record.owner !== undefined) table.unlink(record.owner, id);
        return result;
      }
    },
  },
  {
    name: 'says written when INSERT IGNORE has inserted nothing',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        const result = super.insert(table, id, record);
        return result.status === 'taken' ? { status: 'written' } : result;
      }
    },
  },
  {
    name: 'replaces a live record when a create has the same owner',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        const row = this.live(table, id);
        const isSame = row?.owner !== undefined && row.owner === record.owner;
        return isSame ? this.put(table, this.row(id, record)) : super.insert(table, id, record);
      }
    },
  },
  {
    name: 'extends the deadline of the live record when a create is refused',
    topic,
    store: class extends RowStore {
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        const result = super.insert(table, id, record);
        const row = table.rows.get(id);
        if (row && result.status === 'taken') {
          table.rows.set(id, { ...row, expiresAt: Math.max(row.expiresAt, record.expiresAt) });
        }
        return result;
      }
    },
  },
  {
    name: 'reserves an id that was deleted for as long as the record would have lived',
    topic,
    store: class extends RowStore {
      readonly #reserved = new Map<SessionId, number>();
      override erase(table: Table, id: SessionId): boolean {
        const row = this.live(table, id);
        if (row) this.#reserved.set(id, row.expiresAt);
        return super.erase(table, id);
      }
      override insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
        const isReserved = !table.rows.has(id) && this.now() < (this.#reserved.get(id) ?? 0);
        return isReserved ? { status: 'taken' } : super.insert(table, id, record);
      }
    },
  },
];
