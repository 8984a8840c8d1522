import type { CallOptions, KeyedStore, OwnerIndex, SessionId, StoredSession } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken, type StoreClass } from './broken-store.js';
import { overridingOwners, rejectsWhenAborted } from './interruptions.js';

/** Passes one running call on to all callers that ask the same meanwhile. */
function together<Args extends readonly unknown[], T>(
  call: (...args: Args) => Promise<T>,
  key: (args: Args) => string,
) {
  const running = new Map<string, Promise<T>>();
  return (...args: Args): Promise<T> => {
    const name = key(args);
    const current = running.get(name) ?? call(...args).finally(() => running.delete(name));
    running.set(name, current);
    return current;
  };
}

function coalescing(join: (load: KeyedStore['load'], store: WiredStore) => KeyedStore['load']): StoreClass {
  return class extends WiredStore {
    readonly #joined = join((...call) => super.load(...call), this);
    override load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
      return this.#joined(id, options);
    }
  };
}

type Loading = Promise<StoredSession | undefined>;

/** Returns a store whose loads join one that is under way; `answer` makes what each of them returns of it. */
function joiningLoads(answer: (joined: Loading) => Loading): StoreClass {
  return coalescing((load) => {
    const join = together(
      (id: SessionId) => load(id),
      ([id]) => id,
    );
    return async (id, options) => {
      options?.signal?.throwIfAborted();
      return answer(join(id));
    };
  });
}

const copyOf = async (found: Loading) => {
  const stored = await found;
  return stored && { ...stored };
};

export const brokenByJoinedReads = [
  broken(
    'an aborted load rejects the loads that have joined it',
    ['151a'],
    coalescing((load) => {
      const join = together(
        (id: SessionId, options?: CallOptions) => rejectsWhenAborted(options, load(id, options)),
        ([id]) => id,
      );
      return (id, options) => copyOf(join(id, options));
    }),
  ),
  broken(
    'a load that joins an aborted one reads as absent',
    ['151a'],
    coalescing((load) => {
      const join = together(
        (id: SessionId, options?: CallOptions) => rejectsWhenAborted(options, load(id, options)).catch(() => undefined),
        ([id]) => id,
      );
      return (id, options) => copyOf(join(id, options));
    }),
  ),
  broken(
    'lists of one owner at once share their rejection',
    ['151a'],
    overridingOwners(({ listByOwner }) => ({
      listByOwner: together(
        (owner, page, options) => rejectsWhenAborted(options, listByOwner(owner, page, options)),
        ([owner, { limit, cursor }]: Parameters<OwnerIndex['listByOwner']>) => `${limit} ${cursor} ${owner}`,
      ),
    })),
  ),
  broken(
    'loads of one id at once return one object',
    ['151a'],
    joiningLoads((joined) => joined),
  ),
  broken('a load joins one that began before the last write', ['151b'], joiningLoads(copyOf)),
];
