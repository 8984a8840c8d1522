import { type OwnerIndex, refuseBadArguments, type SessionId } from '@sess/core';
import type { Backend } from '../wire.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

/** Passes owners, limits and lists on to a driver that has defaults for them. */
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
    'only the server refuses invalid ids',
    ['121b'],
    class extends WiredStore {
      override refuseBad(): void {}
    },
  ),
  broken(
    'delete without an id deletes without a condition',
    ['121a'],
    overriding({ delete: (next, [id, options]) => (id === undefined ? Promise.resolve(true) : next(id, options)) }),
  ),
  broken(
    'a value that cannot be an id reads as absent',
    ['121a'],
    overriding({
      load: (next, [id, options]) => (typeof id === 'string' ? next(id, options) : Promise.resolve(undefined)),
    }),
  ),
  broken(
    'an array with an id in it is accepted as the id',
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
    'an invalid id is thrown synchronously',
    ['121a'],
    overriding({
      load: (next, [id, options]) => {
        refuseBadArguments('load', { id });
        return next(id, options);
      },
    }),
  ),
  broken(
    'a missing version matches any version in deleteIf',
    ['121c'],
    overriding({
      deleteIf: async (next, [id, version, options], store) =>
        next(id, version ?? (await store.server.load(id))?.version ?? '', options),
    }),
  ),
  broken(
    'a missing version matches any version in update',
    ['121c'],
    overriding({
      update: async (next, [id, record, version, options], store) =>
        next(id, record, version ?? (await store.server.load(id))?.version ?? '', options),
    }),
  ),
  broken(
    'a missing version matches any version in touch',
    ['121c'],
    overriding({
      touch: async (next, [id, expiresAt, version, revision, options], store) =>
        next(id, expiresAt, version ?? (await store.server.load(id))?.version ?? '', revision, options),
    }),
  ),
  broken(
    'deleteExpired without a limit clears everything',
    ['121c'],
    overriding({ deleteExpired: (next, [limit, options]) => next(limit ?? 1000, options) }),
  ),
  broken(
    'a list without a limit has a default limit',
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
    'a cursor of another type starts at the beginning',
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
    'a list refuses a limit over 1,000',
    ['121d'],
    class extends Lenient {
      override lenient({ listByOwner }: OwnerIndex): Partial<OwnerIndex> {
        return {
          listByOwner: (owner, page, options) =>
            page.limit > 1000 ? Promise.reject(new RangeError('limit')) : listByOwner(owner, page, options),
        };
      }
    },
  ),
  ...(['deleteExpired', 'countExpired'] as const).map((verb) =>
    broken(
      `${verb} refuses a limit that is not a 32-bit number`,
      ['121d'],
      overriding({
        [verb]: (next: (limit: number) => Promise<unknown>, [limit = 0]: readonly number[]) =>
          limit > 2 ** 31 - 1 ? Promise.reject(new RangeError('limit')) : next(limit),
      }),
    ),
  ),
  broken(
    'a missing list of excluded ids excludes none',
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
    'without an owner nothing is revoked, without an error',
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
