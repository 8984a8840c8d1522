import type { CallOptions, DeleteResult, SessionId, Written } from '@sess/core';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'delete and what remains';

export const deleteExhibits: readonly KeyedExhibit[] = [
  {
    name: 'says true to each of two deletes at the same time',
    topic,
    store: class extends RowStore {
      override delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return this.call('delete', { id }, options, async () => {
          const isThere = await this.run('read', ({ rows }) => rows.has(id));
          await this.run('write', (table) => this.erase(table, id));
          return isThere;
        });
      }
    },
  },
  {
    name: 'says true to every delete',
    topic,
    store: class extends RowStore {
      override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        await super.delete(id, options);
        return true;
      }
    },
  },
  {
    name: 'does not delete an expired record',
    topic,
    store: class extends RowStore {
      override delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return this.call('delete', { id }, options, () =>
          this.run('write', (table) => this.live(table, id) !== undefined && this.erase(table, id)),
        );
      }
    },
  },
  {
    name: 'marks a deleted record as deleted and keeps its payload for a cleaner',
    topic,
    store: class extends RowStore {
      override delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        return this.call('delete', { id }, options, () =>
          this.run('write', (table) => {
            table.more.push({ ...table.rows.get(id), isDeleted: true });
            return this.erase(table, id);
          }),
        );
      }
    },
  },
  {
    name: 'copies every payload that is replaced into a table of history',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = table.rows.get(row.id);
        if (before && before.payload !== row.payload) table.more.push(before.payload);
        return super.put(table, row);
      }
    },
  },
  {
    name: 'appends to a log of writes, which it empties after 500 entries',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        if (table.more.push(['put', row.id, row.payload]) > 500) table.more.length = 0;
        return super.put(table, row);
      }
    },
  },
  {
    name: 'keeps what deleteExpired removes in an archive',
    topic,
    store: class extends RowStore {
      override removeExpired(table: Table, ids: readonly SessionId[]): number {
        for (const id of ids) table.more.push(table.rows.get(id));
        return super.removeExpired(table, ids);
      }
    },
  },
  {
    name: 'keeps the owner of a deleted session in a table of sign-ins',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        if (row.owner !== undefined) table.more.push({ signIn: row.owner });
        return super.put(table, row);
      }
    },
  },
  {
    name: 'removes in deleteIf a record that was only touched since',
    topic,
    store: class extends RowStore {
      readonly #touchedFrom = new Map<string, string>();
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const isMoved = super.move(table, id, expiresAt, version, revision);
        const row = table.rows.get(id);
        if (isMoved && row) this.#touchedFrom.set(row.version, version);
        return isMoved;
      }
      override eraseIf(table: Table, id: SessionId, version: string): DeleteResult {
        const current = table.rows.get(id)?.version ?? '';
        return super.eraseIf(table, id, this.#touchedFrom.get(current) === version ? current : version);
      }
    },
  },
  {
    name: 'looks at the version before it removes in deleteIf',
    topic,
    store: class extends RowStore {
      override deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
        return this.call('deleteIf', { id, version }, options, async () => {
          const row = await this.run('read', (table) => this.live(table, id));
          if (!row || !this.hasVersion(row, version)) return this.refusal(row);
          const isErased = await this.run('write', (table) => this.erase(table, id));
          return { status: isErased ? 'deleted' : 'gone' };
        });
      }
    },
  },
  {
    name: 'says deleted when deleteIf finds no record',
    topic,
    store: class extends RowStore {
      override eraseIf(table: Table, id: SessionId, version: string): DeleteResult {
        const result = super.eraseIf(table, id, version);
        return result.status === 'gone' ? { status: 'deleted' } : result;
      }
    },
  },
  {
    name: 'says deleted when deleteIf finds an expired record',
    topic,
    store: class extends RowStore {
      override eraseIf(table: Table, id: SessionId, version: string): DeleteResult {
        const row = table.rows.get(id);
        if (row && !this.isLive(row) && this.hasVersion(row, version)) {
          this.erase(table, id);
          return { status: 'deleted' };
        }
        return super.eraseIf(table, id, version);
      }
    },
  },
  {
    name: 'removes in deleteIf after a conflict, with the version that it has just found',
    topic,
    store: class extends RowStore {
      readonly #conflicts = new Set<SessionId>();
      override eraseIf(table: Table, id: SessionId, version: string): DeleteResult {
        const current = table.rows.get(id)?.version ?? '';
        const result = super.eraseIf(table, id, this.#conflicts.has(id) ? current : version);
        if (result.status === 'conflict') this.#conflicts.add(id);
        return result;
      }
    },
  },
];
