import {
  type KeyedStore,
  type OwnedSession,
  type OwnerIndex,
  type SessionId,
  type SessionRecord,
  SessionTooLargeError,
  StoreError,
} from '@sess/core';
import { intercepted } from '../src/fixture/spied-store.js';

/** Turns a right store into another right one. */
export type Unusual = (store: KeyedStore) => KeyedStore;

function withOwners(store: KeyedStore, change: (owners: OwnerIndex) => Partial<OwnerIndex>): KeyedStore {
  return { ...store, ...(store.owners && { owners: { ...store.owners, ...change(store.owners) } }) };
}

/** Clears a single record with each call. */
export const clearsOneACall: Unusual = (store) => ({
  ...store,
  async deleteExpired(limit, options) {
    // Refuses a bad limit.
    await store.countExpired?.(limit, options);
    const { deleted } = await store.deleteExpired!(1, options);
    return { deleted, more: deleted === 1 };
  },
});

/** Keeps no owner of more than 256 characters. */
export const refusesLongOwners: Unusual = (store) => {
  const check = ({ owner = '' }: SessionRecord): void => {
    if (owner.length > 256) throw new SessionTooLargeError('An owner is kept up to 256 characters: use a shorter one.');
  };
  return {
    ...store,
    async create(id, record, options) {
      check(record);
      return store.create(id, record, options);
    },
    async update(id, record, version, options) {
      check(record);
      return store.update(id, record, version, options);
    },
  };
};

/** Returns pages of one session, and a cursor even where none follows. */
export const listsOneAPage: Unusual = (store) =>
  withOwners(store, (owners) => ({
    async listByOwner(owner, page, options) {
      await owners.listByOwner(owner, page, options);
      const { sessions } = await owners.listByOwner(owner, { ...page, limit: 1 }, options);
      return { sessions, ...(sessions[0] && { cursor: sessions[0].id }) };
    },
  }));

/** Rejects as a right store does for these arguments, and changes nothing. */
async function refuseBad(owners: OwnerIndex, ...[owner, filter, options]: Deletion): Promise<void> {
  await owners.listByOwner(owner, { limit: 1 }, options);
  await owners.deleteByOwner('nobody at all', filter, options);
}

type Deletion = Parameters<OwnerIndex['deleteByOwner']>;

/** Finds the sessions of an owner, reads each of them, and removes it if it still has that owner and version. */
async function removeLive(store: KeyedStore, owner: string, ids: Iterable<SessionId>): Promise<number> {
  let removed = 0;
  for (const id of ids) {
    for (;;) {
      const found = await store.load(id);
      if (found?.owner !== owner) break;
      const { status } = await store.deleteIf(id, found.version);
      if (status === 'deleted') removed++;
      if (status !== 'conflict') break;
    }
  }
  return removed;
}

/** Leaves expired records where they are when an owner's sessions are removed, and does not count them. */
export const leavesExpired: Unusual = (store) =>
  withOwners(store, (owners) => ({
    async deleteByOwner(owner, filter, options) {
      await refuseBad(owners, owner, filter, options);
      for (let removed = 0; ;) {
        const { sessions } = await owners.listByOwner(owner, { limit: 100_000 });
        const doomed = sessions.filter(({ id }) => !filter.except.includes(id)).map(({ id }) => id);
        if (doomed.length === 0) return removed;
        removed += await removeLive(store, owner, doomed);
      }
    },
  }));

/** Removes expired records of an owner with the others, and does not count them. */
export const countsOnlyLive: Unusual = (store) => {
  const counting = leavesExpired(store);
  return withOwners(counting, () => ({
    async deleteByOwner(owner, filter, options) {
      const removed = await counting.owners!.deleteByOwner(owner, filter, options);
      await store.owners!.deleteByOwner(owner, filter, options);
      return removed;
    },
  }));
};

/** Returns one whose instances share an index that names every id that was ever written for an owner. */
export function namingTooMuch(): Unusual {
  const index = new Map<string, Set<SessionId>>();
  const name = (id: SessionId, { owner }: SessionRecord): void => {
    if (owner !== undefined) index.set(owner, (index.get(owner) ?? new Set()).add(id));
  };
  const idsOf = (owner: string, after = ''): SessionId[] =>
    [...(index.get(owner) ?? [])].filter((id) => id > after).toSorted();
  return (store) =>
    withOwners(
      {
        ...store,
        create(id, record, options) {
          name(id, record);
          return store.create(id, record, options);
        },
        update(id, record, version, options) {
          name(id, record);
          return store.update(id, record, version, options);
        },
      },
      (owners) => ({
        async listByOwner(owner, page, options) {
          await owners.listByOwner(owner, page, options);
          const ids = idsOf(owner, page.cursor);
          const sessions: OwnedSession[] = [];
          for (const id of ids.slice(0, page.limit)) {
            const found = await store.load(id);
            if (found?.owner !== owner) continue;
            const { createdAt, expiresAt, attributes } = found;
            sessions.push({ id, createdAt, expiresAt, ...(attributes && { attributes }) });
          }
          const last = ids[page.limit - 1];
          return { sessions, ...(last && ids.length > page.limit && { cursor: last }) };
        },
        async deleteByOwner(owner, filter, options) {
          await refuseBad(owners, owner, filter, options);
          for (let removed = 0; ;) {
            const doomed = idsOf(owner).filter((id) => !filter.except.includes(id));
            const now = await removeLive(store, owner, doomed);
            if (now === 0) return removed;
            removed += now;
          }
        },
      }),
    );
}

/** Freezes whatever it returns. */
export const freezes: Unusual = (store) => intercepted(store, async (_verb, call) => frozen(await call()));

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** Returns objects that have nothing but accessors, as instances of a class have them. */
export const hasAccessors: Unusual = (store) => intercepted(store, async (_verb, call) => withAccessors(await call()));

function withAccessors(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withAccessors);
  const prototype = {};
  for (const [name, field] of Object.entries(value) as [string, unknown][]) {
    const shown = name === 'attributes' ? field : withAccessors(field);
    Object.defineProperty(prototype, name, { get: () => shown });
  }
  return Object.create(prototype);
}

/** Refuses what comes while it does 100 calls. */
export const refusesCrowds: Unusual = (store) => {
  let running = 0;
  return intercepted(store, async (_verb, call) => {
    if (running === 100) throw new StoreError('There is no free connection.', { outcome: 'not-applied' });
    running++;
    return call().finally(() => running--);
  });
};

/** Is frozen itself, and its verbs need their `this`. */
export const needsThis: Unusual = (store) => {
  const bound = <Target extends object>(target: Target): Target => {
    const verbs = Object.entries(target).map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'function') return [name, value] as const;
      const verb = function (this: unknown, ...args: unknown[]): unknown {
        if (this !== self) return Promise.reject(new TypeError(`${name} was called without its store.`));
        return Reflect.apply(value, target, args);
      };
      return [name, verb] as const;
    });
    const self = Object.freeze(Object.fromEntries(verbs)) as Target;
    return self;
  };
  return bound({ ...store, ...(store.owners && { owners: bound(store.owners) }) });
};
