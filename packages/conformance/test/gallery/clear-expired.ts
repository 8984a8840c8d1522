import type { CallOptions, ClearResult, SessionId, StoredSession } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

function clearing(clear: (store: WiredStore, limit: number) => Promise<ClearResult>) {
  return class extends WiredStore {
    override deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
      return this.send(options, () => clear(this, limit));
    }
  };
}

interface Dump {
  readonly records: readonly (readonly [SessionId, StoredSession])[];
}

/** Finds expired records, and takes some steps of the event queue to do so. */
async function findExpired(store: WiredStore, limit: number): Promise<SessionId[]> {
  const { records } = JSON.parse(store.backend.dump()) as Dump;
  const expired = records.filter(([, { expiresAt }]) => store.clock() >= expiresAt);
  for (let step = 0; step < 3; step++) await Promise.resolve();
  return expired.slice(0, limit).map(([id]) => id);
}

const quietUntil = new WeakMap<WiredStore, number>();

export const brokenAtClearExpired = [
  broken(
    'deleteExpired does nothing for an hour after it has finished',
    ['80b'],
    clearing(async (store, limit) => {
      if (store.clock() < (quietUntil.get(store) ?? 0)) return { deleted: 0, more: false };
      const result = await store.server.deleteExpired(limit);
      if (!result.more && result.deleted > 0) quietUntil.set(store, store.clock() + 3_600_000);
      return result;
    }),
  ),
  broken(
    'deleteExpired deletes records that expire within two hours',
    ['80a'],
    clearing((store, limit) => store.backend.view(inTwoHours(store.clock)).deleteExpired(limit)),
  ),
  broken(
    'deleteExpired ignores its limit',
    ['80a', '83a'],
    clearing((store) => store.server.deleteExpired(Infinity)),
  ),
  broken(
    'deleteExpired never removes anything',
    ['80a', '82', '83a'],
    clearing(() => Promise.resolve({ deleted: 0, more: false })),
  ),
  broken(
    'deleteExpired finds records, then deletes them without checking again',
    ['81'],
    clearing(async (store, limit) => {
      const ids = await findExpired(store, limit);
      const results = await Promise.all(ids.map((id) => store.server.delete(id)));
      return { deleted: results.filter(Boolean).length, more: ids.length === limit };
    }),
  ),
  broken(
    'deleteExpired counts the records that it found, not those that it deleted',
    ['82'],
    clearing(async (store, limit) => {
      const ids = await findExpired(store, limit);
      await Promise.all(ids.map((id) => store.server.delete(id)));
      return { deleted: ids.length, more: ids.length === limit };
    }),
  ),
  broken(
    'deleteExpired returns more: false if another call was quicker',
    ['82'],
    clearing(async (store, limit) => {
      const ids = await findExpired(store, limit);
      const results = await Promise.all(ids.map((id) => store.server.delete(id)));
      const deleted = results.filter(Boolean).length;
      return { deleted, more: deleted === limit && ids.length === limit && limit > 50 };
    }),
  ),
  broken(
    'deleteExpired always returns more: true',
    ['80a', '84'],
    clearing(async (store, limit) => ({
      deleted: (await store.server.deleteExpired(limit)).deleted,
      more: true,
    })),
  ),
  broken(
    'deleteExpired fails if no record has expired',
    ['84'],
    clearing(async (store, limit) => {
      const result = await store.server.deleteExpired(limit);
      if (result.deleted === 0) throw new TypeError('Cannot read properties of undefined');
      return result;
    }),
  ),
];

const ahead = new WeakMap<() => number, () => number>();

function inTwoHours(clock: () => number): () => number {
  const late = ahead.get(clock) ?? (() => clock() + 7_200_000);
  ahead.set(clock, late);
  return late;
}
