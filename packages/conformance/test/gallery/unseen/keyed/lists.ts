import type { CallOptions, OwnerPage, SessionId, SessionRecord, Written } from '@sess/core';
import type { StoreCall } from '@sess/core/store';
import type { KeyedClass, KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';
import { listing } from '../slips.js';

const topic = 'lists and deletion by owner';

/** Returns a store whose pages go on after the place of their last session in this order. */
function orderedBy(placeOf: (row: Row) => number): KeyedClass {
  return class extends RowStore {
    override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
      const rows = this.listed(table, owner)
        .filter((row) => cursor === undefined || placeOf(row) > Number(cursor))
        .toSorted((one, other) => placeOf(one) - placeOf(other));
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const sessions = shown.map((row) => this.listedRow(row));
      return last && rows.length > limit ? { sessions, cursor: String(placeOf(last)) } : { sessions };
    }
  };
}

export const listExhibits: readonly KeyedExhibit[] = [
  {
    name: 'pages by the instant of creation, so that sessions of one millisecond are lost between two pages',
    topic,
    store: orderedBy(({ createdAt }) => createdAt),
  },
  {
    name: 'pages by the deadline, which changes',
    topic,
    store: orderedBy(({ expiresAt, id }) => expiresAt + Number.parseInt(id.slice(0, 4), 36) / 36 ** 4),
  },
  {
    name: 'pages by offset',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor = '0'): OwnerPage {
        const rows = this.listed(table, owner);
        const end = Number(cursor) + limit;
        const sessions = rows.slice(Number(cursor), end).map((row) => this.listedRow(row));
        return rows.length > end ? { sessions, cursor: String(end) } : { sessions };
      }
    },
  },
  {
    name: 'begins again when the session at which a cursor stands is gone',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        return super.page(table, owner, limit, table.rows.has(cursor as SessionId) ? cursor : undefined);
      }
    },
  },
  {
    name: 'ends when the session at which a cursor stands is gone',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        const isGone = cursor !== undefined && !table.rows.has(cursor as SessionId);
        return isGone ? { sessions: [] } : super.page(table, owner, limit, cursor);
      }
    },
  },
  {
    name: 'repeats the last session of a page on the next one',
    topic,
    store: class extends RowStore {
      override listed(table: Table, owner: string, after?: string): Row[] {
        const rows = super.listed(table, owner);
        return after === undefined ? rows : rows.filter(({ id }) => id >= after);
      }
    },
  },
  {
    name: 'ends after a page on which all sessions have expired',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        const ids = table.idsOf(owner, cursor).slice(0, limit);
        const sessions = ids.flatMap((id) => this.live(table, id) ?? []).map((row) => this.listedRow(row));
        const last = ids.at(-1);
        return sessions.length > 0 && ids.length === limit && last ? { sessions, cursor: last } : { sessions };
      }
    },
  },
  {
    name: 'lists at most 1,000 sessions of an owner',
    topic,
    store: class extends RowStore {
      override listed(table: Table, owner: string, after?: string): Row[] {
        const first = new Set(table.idsOf(owner).slice(0, 1000));
        return super.listed(table, owner, after).filter(({ id }) => first.has(id));
      }
    },
  },
  {
    name: 'lists one session more than the limit',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        return super.page(table, owner, limit + 1, cursor);
      }
    },
  },
  { name: 'lists payloads', topic, store: listing((session, { payload }) => Object.assign(session, { payload })) },
  {
    name: 'lists expired sessions',
    topic,
    store: class extends RowStore {
      override listed(table: Table, owner: string, after?: string): Row[] {
        return table.idsOf(owner, after).flatMap((id) => table.rows.get(id) ?? []);
      }
    },
  },
  {
    name: 'caches lists for a millisecond, whatever another instance has done',
    topic,
    store: class extends RowStore {
      readonly #pages = new Map<string, OwnerPage>();
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        const key = JSON.stringify([this.now(), owner, limit, cursor]);
        const page = this.#pages.get(key) ?? super.page(table, owner, limit, cursor);
        this.#pages.set(key, page);
        return structuredClone(page);
      }
      override put(table: Table, row: Row): Written {
        this.#pages.clear();
        return super.put(table, row);
      }
      override erase(table: Table, id: SessionId): boolean {
        this.#pages.clear();
        return super.erase(table, id);
      }
    },
  },
  {
    name: 'deletes the sessions of an owner in one pass',
    topic,
    store: class extends RowStore {
      override async clearOwner(_call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
        const ids = await this.run('read', (table) => table.idsOf(owner).filter((id) => !except.includes(id)));
        return this.run('write', (table) => this.removeOwned(table, owner, ids));
      }
    },
  },
  {
    name: 'deletes at most 400 sessions of an owner',
    topic,
    store: class extends RowStore {
      override async clearOwner(_call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
        const { ids } = await this.run('read', (table) => this.findOwned(table, owner, undefined, 400));
        return this.run('write', (table) =>
          this.removeOwned(
            table,
            owner,
            ids.filter((id) => !except.includes(id)),
          ),
        );
      }
    },
  },
  {
    name: 'deletes nothing of an owner when no session is excepted, because NOT IN () matches nothing',
    topic,
    store: class extends RowStore {
      override clearOwner(call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
        return except.length > 0 ? super.clearOwner(call, owner, except) : Promise.resolve(0);
      }
    },
  },
  {
    name: 'spares only the first of several excepted sessions',
    topic,
    store: class extends RowStore {
      override clearOwner(call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
        return super.clearOwner(call, owner, except.slice(0, 1));
      }
    },
  },
  {
    name: 'deletes a session that has changed its owner since it was found',
    topic,
    store: class extends RowStore {
      override removeOwned(table: Table, _owner: string, ids: readonly SessionId[]): number {
        return ids.filter((id) => this.erase(table, id)).length;
      }
    },
  },
  {
    name: 'counts excepted sessions as deleted',
    topic,
    store: class extends RowStore {
      override async clearOwner(call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
        return (await super.clearOwner(call, owner, except)) + except.length;
      }
    },
  },
  {
    name: 'returns the number of sessions that the last pass has deleted, which is 0',
    topic,
    store: class extends RowStore {
      override async clearOwner(call: StoreCall, owner: string, except: readonly SessionId[]): Promise<number> {
        await super.clearOwner(call, owner, except);
        return 0;
      }
    },
  },
  {
    name: 'revokes an owner for later sign-ins, too, until a second has passed',
    topic,
    store: class extends RowStore {
      readonly #revokedUntil = new Map<string, number>();
      override async deleteByOwner(
        owner: string,
        except: readonly SessionId[],
        options?: CallOptions,
      ): Promise<number> {
        const deleted = await super.deleteByOwner(owner, except, options);
        this.#revokedUntil.set(owner, this.now() + 1000);
        return deleted;
      }
      override row(id: SessionId, record: SessionRecord): Row {
        const row = super.row(id, record);
        const isRevoked = this.now() < (this.#revokedUntil.get(record.owner ?? '') ?? 0);
        return isRevoked ? { ...row, expiresAt: this.now() } : row;
      }
    },
  },
];
