import type { SessionId, SessionRecord, StoredSession } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding, type StoreClass } from './broken-store.js';

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
    updatingInTwoSteps((after) => isLong(after)),
  ),
  broken(
    'an update that shortens a payload of more than 32 KB checks the version, then writes',
    ['125'],
    updatingInTwoSteps((after, before) => isLong(before) && !isLong(after)),
  ),
  broken(
    'a touch of a record of more than 32 KB checks the version, then writes',
    ['125'],
    overriding({
      async touch(next, [id, expiresAt, version, ...rest], store) {
        const before = await store.server.load(id);
        if (before?.version !== version || !isLong(before)) return next(id, expiresAt, version, ...rest);
        return next(id, expiresAt, await latestVersion(store, id), ...rest);
      },
    }),
  ),
];

const isLong = ({ payload }: SessionRecord): boolean => payload.length > 32_768 && payload.length < 150_000;

/** Updates in two steps if the new record, and the one that it replaces, are so. */
function updatingInTwoSteps(isSo: (after: SessionRecord, before: SessionRecord) => boolean): StoreClass {
  return overriding({
    async update(next, [id, record, version, options], store) {
      const before = await store.server.load(id);
      if (before?.version !== version || !isSo(record, before)) return next(id, record, version, options);
      return next(id, record, await latestVersion(store, id), options);
    },
  });
}

/** Returns the version that is current a little later. */
async function latestVersion(store: WiredStore, id: SessionId): Promise<string> {
  await store.load(id);
  return (await store.server.load(id))?.version ?? '';
}

function lettered<Found extends StoredSession | undefined>(found: Found): Found {
  return found && { ...found, version: `v${found.version}` };
}
