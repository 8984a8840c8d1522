import type { SessionRecord, StoredSession } from '@sess/core';
import { broken, overriding } from './broken-store.js';
import { forever } from './create.js';
import { type Compare, isLong, isSame, lastWriteWins } from './sometimes.js';

/** Reads first and then writes, but only such records. */
function updatesInTwoSteps(isSo: Compare) {
  return overriding({
    async update(next, [id, record, version, options], store) {
      const current = await store.load(id, options);
      if (!current || current.version !== version || !isSo(record, current)) return next(id, record, version, options);
      return lastWriteWins(store).update(id, record, version, options);
    },
  });
}

function touchesInTwoSteps(isSo: (expiresAt: number, current: StoredSession) => boolean) {
  return overriding({
    async touch(next, [id, expiresAt, version, revision, options], store) {
      const current = await store.load(id, options);
      if (current?.version !== version || !isSo(expiresAt, current)) {
        return next(id, expiresAt, version, revision, options);
      }
      const latest = await store.server.load(id);
      return latest !== undefined && next(id, expiresAt, latest.version, revision, options);
    },
  });
}

function deletesIfInTwoSteps(isSo: (current: StoredSession) => boolean) {
  return overriding({
    async deleteIf(next, [id, version, options], store) {
      const current = await store.load(id, options);
      if (current?.version !== version || !isSo(current)) return next(id, version, options);
      return (await store.delete(id, options)) ? { status: 'deleted' } : { status: 'gone' };
    },
  });
}

function createsInTwoSteps(isSo: (record: SessionRecord) => boolean) {
  return overriding({
    async create(next, call, store) {
      const [id, record, options] = call;
      if (!isSo(record)) return next(...call);
      if (await store.load(id, options)) return { status: 'taken' };
      await store.delete(id, options);
      return next(...call);
    },
  });
}

/** Takes two steps instead of one, but only for some records. */
export const brokenWhenContested = [
  broken('update reads, then writes payloads over 32 KB', ['133a'], updatesInTwoSteps(isLong)),
  broken(
    'update reads, then writes if the owner is another',
    ['133a'],
    updatesInTwoSteps((record, live) => record.owner !== live.owner),
  ),
  broken(
    'update reads, then writes if the owner is cleared',
    ['133a'],
    updatesInTwoSteps(({ owner }, live) => owner === undefined && live.owner !== undefined),
  ),
  broken('update reads, then writes if the payload is the same', ['133a'], updatesInTwoSteps(isSame('payload'))),
  broken('update reads, then writes if the deadline is the same', ['133a'], updatesInTwoSteps(isSame('expiresAt'))),
  broken(
    'update reads, then writes if the deadline is earlier',
    ['133a'],
    updatesInTwoSteps((record, live) => record.expiresAt < live.expiresAt),
  ),
  broken(
    'update reads, then writes an empty payload',
    ['133a'],
    updatesInTwoSteps(({ payload }) => payload === ''),
  ),
  broken(
    'update reads, then writes if the record was long',
    ['133b'],
    updatesInTwoSteps((_, live) => isLong(live)),
  ),
  broken(
    'update reads, then writes if the record ends in more than thirty days',
    ['133b'],
    updatesInTwoSteps((_, live) => live.expiresAt - live.createdAt > 30 * 86_400_000),
  ),
  broken(
    'touch reads, then writes if the deadline stands',
    ['133b'],
    touchesInTwoSteps((expiresAt, live) => expiresAt === live.expiresAt),
  ),
  broken(
    'touch reads, then writes if the record has an owner',
    ['133b'],
    touchesInTwoSteps((_, { owner }) => owner !== undefined),
  ),
  broken(
    'deleteIf reads, then deletes records with an owner',
    ['133b'],
    deletesIfInTwoSteps(({ owner }) => owner !== undefined),
  ),
  broken('deleteIf reads, then deletes long records', ['133b'], deletesIfInTwoSteps(isLong)),
  broken(
    'create looks, then inserts records with an owner',
    ['133c'],
    createsInTwoSteps(({ owner }) => owner !== undefined),
  ),
  broken('create looks, then inserts payloads over 32 KB', ['133c'], createsInTwoSteps(isLong)),
  broken(
    'create looks, then replaces an expired record of the same owner',
    ['133c'],
    overriding({
      async create(next, call, store) {
        const [id, record, options] = call;
        const former = await store.backend.view(forever).load(id);
        if (former?.owner === undefined || former.owner !== record.owner || (await store.load(id, options))) {
          return next(...call);
        }
        await store.delete(id, options);
        return next(...call);
      },
    }),
  ),
  broken(
    'an expired record of the same owner is replaced without checking its deadline again',
    ['133d'],
    overriding({
      async create(next, call, store) {
        const timeless = store.backend.view(forever);
        const former = await timeless.load(call[0]);
        const isOwned = former?.owner !== undefined && former.owner === call[1].owner;
        if (!isOwned || store.clock() < former.expiresAt) return next(...call);
        await Promise.resolve();
        await timeless.delete(call[0]);
        return next(...call);
      },
    }),
  ),
];
