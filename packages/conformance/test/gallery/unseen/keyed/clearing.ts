import type { CallOptions, ClearResult, SessionId } from '@sess/core';
import type { StoreCall } from '@sess/core/store';
import type { KeyedExhibit } from '../exhibit.js';
import type { Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'deleteExpired and countExpired';

export const clearingExhibits: readonly KeyedExhibit[] = [
  {
    name: 'removes what it has found to be expired, even if it was renewed since',
    topic,
    store: class extends RowStore {
      override removeExpired(table: Table, ids: readonly SessionId[]): number {
        return ids.filter((id) => this.erase(table, id)).length;
      }
    },
  },
  {
    name: 'removes records in the last second before their deadline',
    topic,
    store: class extends RowStore {
      override findExpired(table: Table, limit: number): SessionId[] {
        const soon = [...table.rows.values()].filter(({ expiresAt }) => expiresAt < this.now() + 1000);
        return soon.slice(0, limit).map(({ id }) => id);
      }
      override removeExpired(table: Table, ids: readonly SessionId[]): number {
        return ids.filter(
          (id) => (table.rows.get(id)?.expiresAt ?? Infinity) < this.now() + 1000 && this.erase(table, id),
        ).length;
      }
      override countExpired(limit: number, options?: CallOptions): Promise<number> {
        return this.call('countExpired', { limit }, options, () =>
          this.run('read', (table) => super.findExpired(table, limit).length),
        );
      }
    },
  },
  {
    name: 'leaves a record that expires in this very millisecond',
    topic,
    store: class extends RowStore {
      override findExpired(table: Table, limit: number): SessionId[] {
        const ids = super.findExpired(table, Infinity);
        return ids.filter((id) => table.rows.get(id)?.expiresAt !== this.now()).slice(0, limit);
      }
    },
  },
  {
    name: 'removes one record more than the limit',
    topic,
    store: class extends RowStore {
      override clear(call: StoreCall, limit: number): Promise<ClearResult> {
        return super.clear(call, limit + 1);
      }
    },
  },
  {
    name: 'always says that no more remain',
    topic,
    store: class extends RowStore {
      override async clear(call: StoreCall, limit: number): Promise<ClearResult> {
        return { ...(await super.clear(call, limit)), more: false };
      }
    },
  },
  {
    name: 'removes at most 1,000 records a call and says that no more remain',
    topic,
    store: class extends RowStore {
      override async clear(call: StoreCall, limit: number): Promise<ClearResult> {
        const { deleted, more } = await super.clear(call, Math.min(limit, 1000));
        return { deleted, more: more && limit <= 1000 };
      }
    },
  },
  {
    name: 'says forever that more may remain',
    topic,
    store: class extends RowStore {
      override async clear(call: StoreCall, limit: number): Promise<ClearResult> {
        return { ...(await super.clear(call, limit)), more: true };
      }
    },
  },
  {
    name: 'counts as removed what it has found, so that two callers count a record twice',
    topic,
    store: class extends RowStore {
      override removeExpired(table: Table, ids: readonly SessionId[]): number {
        super.removeExpired(table, ids);
        return ids.length;
      }
    },
  },
  {
    name: 'leaves the index entries of records that deleteExpired removes',
    topic,
    store: class extends RowStore {
      override removeExpired(table: Table, ids: readonly SessionId[]): number {
        return ids.filter((id) => !this.live(table, id) && table.rows.delete(id)).length;
      }
    },
  },
  {
    name: 'never removes records without an owner, because its index of deadlines begins with the owner',
    topic,
    store: class extends RowStore {
      override findExpired(table: Table, limit: number): SessionId[] {
        const ids = super.findExpired(table, Infinity);
        return ids.filter((id) => table.rows.get(id)?.owner !== undefined).slice(0, limit);
      }
    },
  },
  {
    name: 'does not find a record whose deadline was moved into the past by an update',
    topic,
    store: class extends RowStore {
      readonly #shortened = new Set<SessionId>();
      override replace(...statement: Parameters<RowStore['replace']>) {
        const [table, id] = statement;
        const before = table.rows.get(id)?.expiresAt ?? 0;
        const result = super.replace(...statement);
        if ((table.rows.get(id)?.expiresAt ?? 0) < before) this.#shortened.add(id);
        return result;
      }
      override findExpired(table: Table, limit: number): SessionId[] {
        const ids = super.findExpired(table, Infinity);
        return ids.filter((id) => !this.#shortened.has(id)).slice(0, limit);
      }
    },
  },
  {
    name: 'says that nothing is left while another call is clearing',
    topic,
    store: class extends RowStore {
      #isClearing = false;
      override async clear(call: StoreCall, limit: number): Promise<ClearResult> {
        if (this.#isClearing) return { deleted: 0, more: false };
        this.#isClearing = true;
        return super.clear(call, limit).finally(() => {
          this.#isClearing = false;
        });
      }
    },
  },
  {
    name: 'rejects when nothing is expired',
    topic,
    store: class extends RowStore {
      override async clear(call: StoreCall, limit: number): Promise<ClearResult> {
        const result = await super.clear(call, limit);
        if (result.deleted === 0) throw call.failure('nothing is expired', { outcome: 'not-applied' });
        return result;
      }
    },
  },
  {
    name: 'counts expired records of other tables',
    topic,
    store: class extends RowStore {
      override countExpired(limit: number, options?: CallOptions): Promise<number> {
        return this.call('countExpired', { limit }, options, () =>
          this.run('read', () => {
            const tables = ['sessions', 'sessions_of_another_application'].map((name) =>
              this.client.server.table(name),
            );
            const counts = tables.map((table) => this.findExpired(table, limit).length);
            return Math.min(
              limit,
              counts.reduce((sum, count) => sum + count, 0),
            );
          }),
        );
      }
    },
  },
  {
    name: 'counts every record, live or expired',
    topic,
    store: class extends RowStore {
      override countExpired(limit: number, options?: CallOptions): Promise<number> {
        return this.call('countExpired', { limit }, options, () =>
          this.run('read', ({ rows }) => Math.min(limit, rows.size)),
        );
      }
    },
  },
  {
    name: 'counts more expired records than the limit',
    topic,
    store: class extends RowStore {
      override countExpired(limit: number, options?: CallOptions): Promise<number> {
        return this.call('countExpired', { limit }, options, () =>
          this.run('read', (table) => this.findExpired(table, limit + 1).length),
        );
      }
    },
  },
  {
    name: 'counts in a counter that a delete of an expired record does not decrease',
    topic,
    store: class extends RowStore {
      #removed = 0;
      override delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return this.call('delete', { id }, options, () =>
          this.run('write', (table) => {
            const isExpired = table.rows.has(id) && !this.live(table, id);
            if (isExpired) this.#removed++;
            return this.erase(table, id);
          }),
        );
      }
      override async countExpired(limit: number, options?: CallOptions): Promise<number> {
        const count = await super.countExpired(limit, options);
        return Math.min(limit, count + this.#removed);
      }
    },
  },
];
