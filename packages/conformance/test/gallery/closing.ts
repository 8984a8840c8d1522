import { type KeyedStore, type OwnerIndex, StoreError } from '@sess/core';
import { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

const hanging = new Promise<never>(() => {});
let closes = 0;

class Closable extends WiredStore {
  isClosed = false;
  override close(): Promise<void> {
    this.isClosed = true;
    closes++;
    return super.close();
  }
}

/** Returns a store that changes the end of each call. */
function closing(end: (store: Closable, call: Promise<unknown>) => Promise<unknown>) {
  return class extends Closable {
    override send<T>(...call: Parameters<WiredStore['send']>): Promise<T> {
      return end(this, super.send(...call)) as Promise<T>;
    }
  };
}

/** Returns a store on a backend of its own whose lists also contain the sessions of this store. */
function listingWith(other: WiredStore, clock: () => number): KeyedStore {
  const store = new WiredStore(new Backend(), clock);
  const listByOwner: OwnerIndex['listByOwner'] = async (owner, page, options) => {
    const pages = await Promise.all([store, other].map(({ owners }) => owners.listByOwner(owner, page, options)));
    return { sessions: pages.flatMap(({ sessions }) => sessions) };
  };
  Object.defineProperty(store, 'owners', { value: { ...store.owners, listByOwner } });
  return store;
}

export const brokenAtClosing = [
  broken(
    'verbs work after close',
    ['104a'],
    class extends WiredStore {
      override close(): Promise<void> {
        return Promise.resolve();
      }
    },
  ),
  broken(
    'a second close fails',
    ['104a'],
    class extends WiredStore {
      #closes = 0;
      override close(): Promise<void> {
        return this.#closes++ === 0 ? super.close() : Promise.reject(new Error('Already closed.'));
      }
    },
  ),
  broken(
    'close ends the client that was passed to the store',
    ['104b'],
    class extends WiredStore {
      override close(): Promise<void> {
        this.backend.isClientOpen = false;
        return super.close();
      }
    },
  ),
  broken(
    'calls that run during a close never end',
    ['104c'],
    closing((store, call) => call.then((result) => (store.isClosed ? hanging : result))),
  ),
  broken(
    'calls that run during a close resolve with nothing',
    ['104c'],
    closing((store, call) => call.then((result) => (store.isClosed ? undefined : result))),
  ),
  broken(
    'calls that run during a close say not-applied, whatever they have done',
    ['104c'],
    closing(async (store, call) => {
      const result = await call;
      if (store.isClosed) throw new StoreError('The store was closed.', { outcome: 'not-applied' });
      return result;
    }),
  ),
  broken(
    'a close ends the calls of all instances',
    ['104c'],
    closing(async (_store, call) => {
      const before = closes;
      const result = await call;
      if (closes > before) throw new StoreError('The store was closed.', { outcome: 'unknown' });
      return result;
    }),
  ),
  broken(
    'two closes at once wait for each other',
    ['104c'],
    class extends WiredStore {
      #closing: Promise<void> | undefined;
      override async close(): Promise<void> {
        if (this.#closing) return hanging;
        await (this.#closing = super.close());
      }
    },
  ),
  broken(
    'calls that wait for a frozen server never end after a close',
    ['104d'],
    closing((store, call) =>
      call.catch((error: unknown) => (store.isClosed ? hanging : Promise.reject(error as Error))),
    ),
  ),
  broken(
    'close waits for calls, and never again after a failed one',
    ['104d'],
    class extends WiredStore {
      #running = 0;
      override async send<T>(...call: Parameters<WiredStore['send']>): Promise<T> {
        this.#running++;
        const result = await super.send(...call);
        this.#running--;
        return result as T;
      }
      override async close(): Promise<void> {
        await super.close();
        if (this.#running > 0) return hanging;
      }
    },
  ),
  broken('stores with different tables share one table', ['95'], WiredStore, (backend) => ({
    openElsewhere: ({ clock }) => Promise.resolve({ store: new WiredStore(backend, clock) }),
  })),
  broken('stores with different tables share the index of owners', ['95'], WiredStore, (backend) => ({
    openElsewhere: ({ clock }) => Promise.resolve({ store: listingWith(new WiredStore(backend, clock), clock) }),
  })),
];
