import { type OwnerIndex, refuseBadArguments, type SessionId } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

/** Hands owners, limits and lists on as a driver takes them that has a default for each. */
class Lenient extends WiredStore {
  constructor(backend: Backend, clock: () => number, options?: object) {
    super(backend, clock, options);
    Object.assign(this.owners, this.lenient({ ...this.owners }));
  }

  lenient(_strict: OwnerIndex): Partial<OwnerIndex> {
    return {};
  }
}

export const brokenAtArguments = [
  broken(
    'bad ids are left to the server, which refuses them when it is reached',
    ['121b'],
    class extends WiredStore {
      override refuseBad(): void {}
    },
  ),
  broken(
    'a deletion without an id is one without a condition',
    ['121a'],
    overriding({ delete: (next, [id, options]) => (id === undefined ? Promise.resolve(true) : next(id, options)) }),
  ),
  broken(
    'what cannot be an id reads as absent',
    ['121a'],
    overriding({
      load: (next, [id, options]) => (typeof id === 'string' ? next(id, options) : Promise.resolve(undefined)),
    }),
  ),
  broken(
    'a list with an id in it is taken for the id',
    ['121a'],
    overriding({ load: (next, [id, options]) => next(Array.isArray(id) ? (id[0] as SessionId) : id, options) }),
  ),
  broken(
    'a line break at the end of an id is cut off',
    ['121a'],
    overriding({
      deleteIf: (next, [id, ...rest]) => next(typeof id === 'string' ? (id.trim() as SessionId) : id, ...rest),
    }),
  ),
  broken(
    'a bad id is thrown at once',
    ['121a'],
    overriding({
      load: (next, [id, options]) => {
        refuseBadArguments('load', { id });
        return next(id, options);
      },
    }),
  ),
  broken(
    'a version that is missing is any version, for deleteIf',
    ['121c'],
    overriding({
      deleteIf: async (next, [id, version, options], store) =>
        next(id, version ?? (await store.server.load(id))?.version ?? '', options),
    }),
  ),
  broken(
    'a version that is missing is any version, for update',
    ['121c'],
    overriding({
      update: async (next, [id, record, version, options], store) =>
        next(id, record, version ?? (await store.server.load(id))?.version ?? '', options),
    }),
  ),
  broken(
    'a version that is missing is any version, for touch',
    ['121c'],
    overriding({
      touch: async (next, [id, expiresAt, version, revision, options], store) =>
        next(id, expiresAt, version ?? (await store.server.load(id))?.version ?? '', revision, options),
    }),
  ),
  broken(
    'a clearer without a limit clears everything',
    ['121c'],
    overriding({ deleteExpired: (next, [limit, options]) => next(limit ?? 1000, options) }),
  ),
  broken(
    'a list without a limit is as long as it likes',
    ['121c'],
    class extends Lenient {
      override lenient({ listByOwner }: OwnerIndex): Partial<OwnerIndex> {
        return {
          listByOwner: (owner, page, options) => listByOwner(owner, { ...page, limit: page.limit ?? 1000 }, options),
        };
      }
    },
  ),
  broken(
    'a cursor of another kind is the beginning',
    ['121c'],
    class extends Lenient {
      override lenient({ listByOwner }: OwnerIndex): Partial<OwnerIndex> {
        return {
          listByOwner: (owner, { limit, cursor }, options) =>
            listByOwner(owner, typeof cursor === 'string' ? { limit, cursor } : { limit }, options),
        };
      }
    },
  ),
  broken(
    'who spares nobody in particular spares nobody',
    ['121c'],
    class extends Lenient {
      override lenient({ deleteByOwner }: OwnerIndex): Partial<OwnerIndex> {
        return {
          deleteByOwner: (owner, { except }, options) => deleteByOwner(owner, { except: except ?? [] }, options),
        };
      }
    },
  ),
  broken(
    'without an owner nothing is revoked, and nobody is told',
    ['121c'],
    class extends Lenient {
      override lenient({ deleteByOwner }: OwnerIndex): Partial<OwnerIndex> {
        return {
          deleteByOwner: (owner, filter, options) =>
            owner ? deleteByOwner(owner, filter, options) : Promise.resolve(0),
        };
      }
    },
  ),
];
