import { type CallOptions, type SessionId, type SessionRecord, StoreError, type StoredSession } from '@sess/core';
import type { CallArguments, StoreCall } from '@sess/core/store';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'life of the store';

const ignore = (): void => undefined;

export const lifeExhibits: readonly KeyedExhibit[] = [
  {
    name: 'works on after it was closed',
    topic,
    store: class extends RowStore {
      override close(): Promise<void> {
        return Promise.resolve();
      }
    },
  },
  {
    name: 'loads on after it was closed, but writes no more',
    topic,
    store: class extends RowStore {
      #isClosed = false;
      override close(): Promise<void> {
        this.#isClosed = true;
        return Promise.resolve();
      }
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        const call = super.begin(verb, given, options);
        if (this.#isClosed && verb !== 'load') throw call.failure('it is closed', { outcome: 'not-applied' });
        return call;
      }
    },
  },
  {
    name: 'rejects the second close',
    topic,
    store: class extends RowStore {
      #isClosed = false;
      override close(): Promise<void> {
        if (this.#isClosed) return Promise.reject(new StoreError('It is closed.', { outcome: 'not-applied' }));
        this.#isClosed = true;
        return super.close();
      }
    },
  },
  {
    name: 'ends the client of the application when it is closed',
    topic,
    store: class extends RowStore {
      override async close(): Promise<void> {
        await super.close();
        await this.client.end();
      }
    },
  },
  {
    name: 'says unknown for a write after it was closed',
    topic,
    store: class extends RowStore {
      override begin(verb: string, given: CallArguments, options: CallOptions | undefined): StoreCall {
        try {
          return super.begin(verb, given, options);
        } catch (error) {
          throw error instanceof StoreError ? new StoreError(error.message, { outcome: 'unknown' }) : error;
        }
      }
    },
  },
  {
    name: 'never responds to the 11th call at the same time',
    topic,
    store: class extends RowStore {
      #running = 0;
      override run<T>(...statement: Parameters<typeof RowStore.prototype.run<T>>): Promise<T> {
        if (this.#running >= 10) return new Promise(ignore);
        this.#running++;
        return super.run(...statement).finally(() => this.#running--);
      }
    },
  },
  {
    name: 'says undefined to the 51st load at the same time',
    topic,
    store: class extends RowStore {
      #running = 0;
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        this.begin('load', { id }, options);
        if (this.#running >= 50) return undefined;
        this.#running++;
        return super.load(id, options).finally(() => this.#running--);
      }
    },
  },
  {
    name: 'confuses the responses of two loads that are sent at the same time',
    topic,
    store: class extends RowStore {
      #last: SessionId | undefined;
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        this.begin('load', { id }, options);
        this.#last = id;
        await Promise.resolve();
        return super.load(this.#last, options);
      }
    },
  },
  {
    name: 'responds to a write before it is sent',
    topic,
    store: class extends RowStore {
      override async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
        const isThere = await this.call('delete', { id }, options, () => this.run('read', ({ rows }) => rows.has(id)));
        setTimeout(() => {
          super.delete(id).catch(() => undefined);
        }, 5).unref();
        return isThere;
      }
    },
  },
  {
    name: 'shares the index of owners with another table',
    topic,
    store: class extends RowStore {
      override listed(_table: Table, owner: string, after?: string): Row[] {
        return ['sessions', 'sessions_of_another_application']
          .flatMap((name) => super.listed(this.client.server.table(name), owner, after))
          .toSorted((one, other) => (one.id < other.id ? -1 : 1));
      }
    },
  },
  {
    name: 'clears the expired records of all tables',
    topic,
    store: class extends RowStore {
      override removeExpired(table: Table, ids: readonly SessionId[]): number {
        for (const name of ['sessions', 'sessions_of_another_application']) {
          const other = this.client.server.table(name);
          if (other !== table) super.removeExpired(other, super.findExpired(other, Infinity));
        }
        return super.removeExpired(table, ids);
      }
    },
  },
  {
    name: 'uses the sessions of another table when its own has none under an id',
    topic,
    store: class extends RowStore {
      override select(table: Table, id: SessionId): StoredSession | undefined {
        return super.select(table, id) ?? super.select(this.client.server.table('sessions'), id);
      }
    },
  },
  {
    name: 'keeps the object of the caller',
    topic,
    store: class extends RowStore {
      override row(id: SessionId, record: SessionRecord): Row {
        const row = super.row(id, record);
        return { ...row, ...(record.attributes && { attributes: record.attributes }) };
      }
    },
  },
];
