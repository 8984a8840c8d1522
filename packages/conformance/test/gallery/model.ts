import type { StoredSession } from '@sess/core';
import { broken, overriding } from './broken-store.js';

/** Mistakes that show only with some values, some orders of calls, or some moments of two calls. */
export const brokenAtSequences = [
  broken(
    'versions are compared without case',
    ['124'],
    overriding({
      load: async (next, call) => lettered(await next(...call)),
      async create(next, call) {
        const { status } = await next(...call);
        return { status };
      },
      async update(next, [id, record, version, options]) {
        const result = await next(id, record, version.toLowerCase().slice(1), options);
        if (result.status === 'written') return { status: 'written' };
        return result.status === 'conflict' ? { ...result, current: lettered(result.current) } : result;
      },
      touch: (next, [id, expiresAt, version, ...rest]) => next(id, expiresAt, version.toLowerCase().slice(1), ...rest),
      async deleteIf(next, [id, version, options]) {
        const result = await next(id, version.toLowerCase().slice(1), options);
        return result.status === 'conflict' ? { ...result, current: lettered(result.current) } : result;
      },
    }),
  ),
  broken(
    'a touch to the deadline that stands returns false',
    ['124'],
    overriding({
      async touch(next, call, store) {
        const current = await store.server.load(call[0]);
        return current?.expiresAt === call[1] ? false : next(...call);
      },
    }),
  ),
  broken(
    'an update of more than 32 KB checks the version, then writes',
    ['125'],
    overriding({
      async update(next, [id, record, version, options], store) {
        if (record.payload.length <= 32_768 || record.payload.length > 150_000)
          return next(id, record, version, options);
        const current = await store.load(id, options);
        if (!current) return { status: 'gone' };
        if (current.version !== version) return { status: 'conflict', current };
        const { version: latest = '' } = (await store.server.load(id)) ?? {};
        return next(id, record, latest, options);
      },
    }),
  ),
];

function lettered<Found extends StoredSession | undefined>(found: Found): Found {
  return found && { ...found, version: `v${found.version}` };
}
