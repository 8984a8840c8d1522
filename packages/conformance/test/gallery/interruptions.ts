import {
  type CallOptions,
  type OwnerIndex,
  type SessionId,
  type SessionRecord,
  StoreError,
  type StoredSession,
} from '@sess/core';
import { storeError } from '../../src/fixture/error-kinds.js';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding, type StoreClass } from './broken-store.js';

type Send = <T>(request: () => Promise<T>) => Promise<T>;

/** Returns the correct store with verbs of its index replaced. */
export function overridingOwners(override: (index: OwnerIndex, store: WiredStore) => Partial<OwnerIndex>): StoreClass {
  return class extends WiredStore {
    constructor(backend: Backend, clock: () => number, options?: object) {
      super(backend, clock, options);
      Object.assign(this.owners, override({ ...this.owners }, this));
    }
  };
}

/** Removes an owner's sessions one by one, each by a request of its own. */
async function revokeOneByOne(store: WiredStore, owner: string, except: readonly SessionId[], send: Send) {
  let deleted = 0;
  const { sessions } = await send(() => store.server.owners.listByOwner(owner, { limit: 1000 }));
  for (const { id } of sessions) {
    if (!except.includes(id) && (await send(() => store.server.delete(id)))) deleted++;
  }
  return deleted;
}

const revokesInSteps = overridingOwners((_index, store) => ({
  deleteByOwner: (owner, { except }, options) => {
    store.refuseBad({ owner, except });
    return revokeOneByOne(store, owner, except, (request) => store.send(options, request));
  },
}));

/** Sends failed writes again after a while, when nobody waits for them any more. */
class KeepsTrying extends WiredStore {
  again(request: () => Promise<unknown>): void {
    setTimeout(() => this.#try(request), 20).unref();
  }

  override send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    return super.send(options, request, record).catch((error: unknown) => {
      if (storeError.is(error)) this.again(request);
      throw error;
    });
  }

  #try(request: () => Promise<unknown>): void {
    super.send(undefined, request).catch(() => this.again(request));
  }
}

/** Keeps failed writes until its clock has moved on by a while. */
class TriesByTheClock extends WiredStore {
  readonly #held: { readonly due: number; readonly request: () => Promise<unknown> }[] = [];

  override async send<T>(
    options: CallOptions | undefined,
    request: () => Promise<T>,
    record?: Pick<SessionRecord, 'payload' | 'expiresAt'>,
  ): Promise<T> {
    const now = this.clock();
    const [first] = this.#held;
    if (first && first.due <= now) {
      this.#held.shift();
      await super.send(undefined, first.request).catch(() => undefined);
    }
    return super.send(options, request, record).catch((error: unknown) => {
      if (storeError.is(error)) this.#held.push({ due: now + 1000, request });
      throw error;
    });
  }
}

/** Rejects with the signal's reason as soon as it is aborted, whatever becomes of the call. */
export function rejectsWhenAborted<T>(options: CallOptions | undefined, call: Promise<T>): Promise<T> {
  const { signal } = options ?? {};
  call.catch(() => undefined);
  if (!signal) return call;
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([call, aborted]);
}

export const brokenAtInterruptions = [
  broken('a revocation of several steps says not-applied if its last step is refused', ['147'], revokesInSteps),
  broken(
    'a clearing of several steps says not-applied if its last step is refused',
    ['147'],
    overriding({
      async deleteExpired(_next, [limit, options], store) {
        let deleted = 0;
        store.refuseBad({ limit });
        while (deleted < limit) {
          const step = await store.send(options, () => store.server.deleteExpired(1));
          if (step.deleted === 0) return { deleted, more: false };
          deleted++;
        }
        return { deleted, more: true };
      },
    }),
  ),
  broken(
    'a revocation that breaks off returns what it has removed so far',
    ['147'],
    overridingOwners((_index, store) => ({
      async deleteByOwner(owner, { except }, options) {
        store.refuseBad({ owner, except });
        let deleted = 0;
        const send: Send = (request) =>
          store.send(options, request).then((result) => (result === true && deleted++, result));
        return revokeOneByOne(store, owner, except, send).catch((error: unknown) => {
          if (deleted > 0) return deleted;
          throw error;
        });
      },
    })),
  ),
  broken(
    'an update of two requests says not-applied if the second is refused',
    ['147'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const current = await store.load(id, options);
        if (current?.version !== version) return next(id, record, version, options);
        const half = await next(id, { ...current, payload: record.payload }, version, options);
        return next(id, record, half.status === 'written' ? (half.version ?? '') : version, options);
      },
    }),
  ),
  broken('a refused write is sent again after the outage', ['149'], KeepsTrying),
  broken('a refused write is sent again when a second has passed by the clock', ['149'], TriesByTheClock),
  broken(
    'a refused revocation is kept, and sent by the next load',
    ['149'],
    class extends WiredStore {
      readonly #owed: string[] = [];
      constructor(backend: Backend, clock: () => number, options?: object) {
        super(backend, clock, options);
        const { deleteByOwner } = this.owners;
        const owing: OwnerIndex['deleteByOwner'] = (owner, ...rest) =>
          deleteByOwner(owner, ...rest).catch((error: unknown) => {
            if (storeError.is(error)) this.#owed.push(owner);
            throw error;
          });
        Object.assign(this.owners, { deleteByOwner: owing });
      }
      override async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
        const owner = this.#owed[0];
        const found = await super.load(id, options);
        if (owner !== undefined) {
          this.#owed.shift();
          await this.server.owners.deleteByOwner(owner, { except: [] });
        }
        return found;
      }
    },
  ),
  broken(
    "a revocation rejects with the signal's reason and goes on",
    ['150'],
    overridingOwners((_index, store) => ({
      deleteByOwner: async (owner, { except }, options) => {
        store.refuseBad({ owner, except });
        const send: Send = async (request) => {
          // One after the other, with time between them.
          await new Promise(setImmediate);
          return store.send(undefined, request);
        };
        options?.signal?.throwIfAborted();
        return rejectsWhenAborted(options, revokeOneByOne(store, owner, except, send));
      },
    })),
  ),
  broken(
    'an aborted revocation is sent, later',
    ['150'],
    overridingOwners(({ deleteByOwner }) => ({
      deleteByOwner(owner, filter, options) {
        if (options?.signal?.aborted) setTimeout(() => void deleteByOwner(owner, filter).catch(() => 0), 30).unref();
        return deleteByOwner(owner, filter, options);
      },
    })),
  ),
  broken(
    "a create rejects with the signal's reason although it was sent",
    ['150'],
    overriding({ create: (next, [id, record, options]) => rejectsWhenAborted(options, next(id, record, options)) }),
  ),
  broken(
    'an aborted load reads as absent',
    ['150'],
    overriding({
      async load(next, [id, options]) {
        const found = await next(id, options);
        return options?.signal?.aborted ? undefined : found;
      },
    }),
  ),
  broken(
    'an aborted update is an error of the driver',
    ['150'],
    overriding({
      async update(next, [id, record, version, options]) {
        const result = await next(id, record, version, options);
        if (options?.signal?.aborted) throw new Error('The operation was aborted.');
        return result;
      },
    }),
  ),
  broken(
    'an aborted deletion says not-applied, whatever has happened',
    ['150'],
    overriding({
      async delete(next, [id, options]) {
        const result = await next(id, options);
        if (options?.signal?.aborted) throw new StoreError('The call was aborted.', { outcome: 'not-applied' });
        return result;
      },
    }),
  ),
];
