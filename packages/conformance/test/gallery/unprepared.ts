import { type CallOptions, StoreError } from '@sess/core';
import { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, type StoreClass } from './broken-store.js';

const remedy = 'There is no table "session": run session.sql.';

/** A database whose table is missing. */
class EmptyDatabase extends Backend {
  hasTable = false;

  override carry<T>(request: () => Promise<T>): Promise<T> {
    if (this.hasTable) return super.carry(request);
    return Promise.reject(new StoreError(remedy, { outcome: 'not-applied' }));
  }
}

/** Returns a mistake of the store if its table is missing. */
function unprepared(name: string, breaks: readonly string[], store: StoreClass) {
  return broken(name, breaks, WiredStore, () => {
    const database = new EmptyDatabase();
    return {
      unprepared: {
        open: ({ clock }) => Promise.resolve({ store: new store(database, clock) }),
        remedy: /session\.sql/,
      },
    };
  });
}

function sending(send: (next: () => Promise<unknown>, store: WiredStore) => Promise<unknown>): StoreClass {
  return class extends WiredStore {
    override send<T>(options: CallOptions | undefined, request: () => Promise<T>): Promise<T> {
      return send(() => super.send(options, request), this) as Promise<T>;
    }
  };
}

const makesTable = sending((next, { backend }) =>
  next().catch((error: unknown) => {
    (backend as EmptyDatabase).hasTable = true;
    throw error;
  }),
);

const owning = (verb: 'listByOwner' | 'deleteByOwner', result: unknown): StoreClass =>
  class extends WiredStore {
    constructor(backend: Backend, clock: () => number) {
      super(backend, clock);
      const next = this.owners[verb].bind(this.owners) as (...call: unknown[]) => Promise<unknown>;
      Object.assign(this.owners, { [verb]: (...call: unknown[]) => next(...call).catch(() => result) });
    }
  };

export const brokenUnprepared = [
  unprepared(
    'the error for a missing table does not help',
    ['103a'],
    sending((next) =>
      next().catch(() => Promise.reject(new StoreError('Something went wrong.', { outcome: 'not-applied' }))),
    ),
  ),
  unprepared(
    'a missing table is made by the first call',
    ['103a'],
    sending((next, { backend }) => {
      (backend as EmptyDatabase).hasTable = true;
      return next();
    }),
  ),
  unprepared('a missing table is made after the first call has failed', ['103b'], makesTable),
  unprepared('without a table, an owner has no sessions', ['103a', '103b'], owning('listByOwner', { sessions: [] })),
  unprepared('without a table, there is nothing to revoke', ['103a', '103b'], owning('deleteByOwner', 0)),
  unprepared(
    'without a table, there is nothing to clear',
    ['103a', '103b'],
    class extends WiredStore {
      override async deleteExpired(...call: Parameters<WiredStore['deleteExpired']>) {
        return super.deleteExpired(...call).catch(() => ({ deleted: 0, more: false }));
      }
    },
  ),
  unprepared(
    'without a table, there is nothing to delete at the second call',
    ['103b'],
    class extends WiredStore {
      #isKnown = false;
      override delete(...call: Parameters<WiredStore['delete']>): Promise<boolean> {
        return super.delete(...call).catch((error: unknown) => {
          if (this.#isKnown) return false;
          this.#isKnown = true;
          throw error;
        });
      }
    },
  ),
  unprepared(
    'the error for a missing table quotes the statement',
    ['103a'],
    class extends WiredStore {
      override async create(...call: Parameters<WiredStore['create']>) {
        return super.create(...call).catch((error: unknown) => {
          const statement = `INSERT INTO session VALUES ('${call[1].payload}')`;
          throw new StoreError(remedy, { outcome: 'not-applied', cause: new Error(statement, { cause: error }) });
        });
      }
    },
  ),
];
