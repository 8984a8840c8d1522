import type { CallOptions, OwnedSession, OwnerIndex, OwnerPage, SessionId, StoredSession, Written } from '@sess/core';
import type { CallArguments, StoreCall } from '@sess/core/store';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'what is returned';

/** Returns the value with everything in it frozen and without a prototype. */
function bare<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(bare)) as T;
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    { value: bare(item as unknown), enumerable: true },
  ]);
  return Object.freeze(Object.create(null, Object.fromEntries(entries) as PropertyDescriptorMap)) as T;
}

/** A promise of a class of its own, as some drivers return. */
class DriverPromise<T> extends Promise<T> {}

/** The part of a store that lists, in an object of its own that needs its `this`. */
class OwnersOf implements OwnerIndex {
  readonly store: RowStore;

  constructor(store: RowStore) {
    this.store = store;
  }

  listByOwner(...[owner, page, options]: Parameters<OwnerIndex['listByOwner']>): Promise<OwnerPage> {
    return this.store.listByOwner(owner, page.limit, page.cursor, options);
  }

  deleteByOwner(...[owner, { except }, options]: Parameters<OwnerIndex['deleteByOwner']>): Promise<number> {
    return this.store.deleteByOwner(owner, except, options);
  }
}

const odd = `' OR 1=1 --\n\t"%00 \\ü💡 \u0001\u007f `;

export const unusualResults: readonly KeyedExhibit[] = [
  {
    name: 'returns frozen objects without a prototype, in promises of a class of its own',
    topic,
    store: class extends RowStore {
      override call<T>(
        verb: string,
        given: CallArguments,
        options: CallOptions | undefined,
        body: (call: StoreCall) => Promise<T>,
      ): Promise<T> {
        return new DriverPromise((resolve) => {
          resolve(super.call(verb, given, options, body).then(bare));
        });
      }
    },
  },
  {
    name: 'has versions of 3,000 odd characters, with spaces at both ends',
    topic,
    store: class extends RowStore {
      override nextVersion(): string {
        return `${odd.repeat(100)}${super.nextVersion({} as Row)}${odd}`;
      }
    },
  },
  {
    name: 'returns no version from its writes',
    topic,
    store: class extends RowStore {
      override written(): Written {
        return { status: 'written' };
      }
    },
  },
  {
    name: 'returns null for attributes that are not there, and {} for none',
    topic,
    store: class extends RowStore {
      override shown(row: Row): StoredSession {
        const none = { accountId: null, seats: null, isAdmin: null };
        return { ...super.shown(row), attributes: row.attributes ? { ...none, ...row.attributes } : {} };
      }
      override listedRow(row: Row): OwnedSession {
        const none = { accountId: null, seats: null, isAdmin: null };
        return { ...super.listedRow(row), attributes: { ...none, ...row.attributes } };
      }
    },
  },
  {
    name: 'leaves null out, and attributes when all are null',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const { attributes, ...rest } = row;
        const kept = Object.entries(attributes ?? {}).filter(([, value]) => value !== null);
        return super.put(table, kept.length > 0 ? { ...rest, attributes: Object.fromEntries(kept) } : rest);
      }
    },
  },
  {
    name: 'needs its this in lists, too, and makes the object for them anew each time',
    topic,
    store: class extends RowStore {
      constructor(...given: ConstructorParameters<typeof RowStore>) {
        super(...given);
        Object.defineProperty(this, 'owners', { get: () => new OwnersOf(this) });
      }
    },
  },
  {
    name: 'returns one session a page, and empty pages between them',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        if (cursor !== undefined && !cursor.startsWith('+')) return { sessions: [], cursor: `+${cursor}` };
        return super.page(table, owner, Math.min(limit, 1), cursor?.slice(1));
      }
    },
  },
  {
    name: 'returns cursors that only the instance knows, and that have 2,000 characters',
    topic,
    store: class extends RowStore {
      readonly #places = new Map<string, string>();
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        const page = super.page(table, owner, limit, cursor && this.#places.get(cursor));
        if (page.cursor === undefined) return page;
        const name = `${this.#places.size} `.padEnd(2000, '?&=/ü');
        this.#places.set(name, page.cursor);
        return { ...page, cursor: name };
      }
    },
  },
  {
    name: 'orders its lists from the last id to the first, and names an empty page as the last',
    topic,
    store: class extends RowStore {
      override page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
        const before = cursor ?? '~';
        const rows = this.listed(table, owner).filter(({ id }) => id < before);
        const sessions = rows.toReversed().slice(0, limit);
        const last = sessions.at(-1);
        return { sessions: sessions.map((row) => this.listedRow(row)), ...(last && { cursor: last.id }) };
      }
    },
  },
  {
    name: 'removes an expired record that a load finds, if it is still expired',
    topic,
    store: class extends RowStore {
      override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        return this.call('load', { id }, options, async () => {
          const row = await this.run('read', ({ rows }) => rows.get(id));
          if (row && this.isLive(row)) return this.shown(row);
          if (row) await this.run('write', (table) => !this.live(table, id) && this.erase(table, id));
          return undefined;
        });
      }
    },
  },
];
