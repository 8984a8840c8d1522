import { expiredIn } from '../expired-in.js';
import { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

export const brokenAtCountExpired = [
  broken(
    'countExpired counts live records too',
    ['122'],
    overriding({
      countExpired: (_next, [limit, options], store) =>
        store.send(options, () =>
          Promise.resolve(Math.min(limit, store.backend.dump().split('"revision"').length - 1)),
        ),
    }),
  ),
  broken(
    'countExpired does not count a record at its deadline',
    ['122'],
    class extends WiredStore {
      override expired(): number {
        return expiredIn(this.backend.dump(), this.clock() - 1);
      }
    },
  ),
  broken(
    'countExpired ignores its limit',
    ['122'],
    overriding({ countExpired: async (next, [limit, options]) => next(limit && 1000, options) }),
  ),
  broken(
    'countExpired stops one short of its limit',
    ['122'],
    overriding({
      countExpired: async (next, [limit, options]) => (await next(limit, options)) - (limit === 5 ? 1 : 0),
    }),
  ),
  broken(
    'countExpired removes what it counts',
    ['122'],
    overriding({
      async countExpired(next, [limit, options], store) {
        const counted = await next(limit, options);
        await store.server.deleteExpired(limit);
        return counted;
      },
    }),
  ),
  broken(
    'countExpired returns what it counted before',
    ['122'],
    class extends WiredStore {
      #most = 0;
      override expired(): number {
        return (this.#most = Math.max(this.#most, super.expired()));
      }
    },
  ),
  broken(
    'countExpired without a limit counts everything',
    ['121c'],
    overriding({ countExpired: (next, [limit, options]) => next(limit ?? 1000, options) }),
  ),
];
