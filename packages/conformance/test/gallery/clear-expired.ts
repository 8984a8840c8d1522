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

/** Finds expired records, and takes some steps of the event queue for it. */
async function findExpired(store: WiredStore, limit: number): Promise<SessionId[]> {
  const { records } = JSON.parse(store.backend.dump()) as Dump;
  const expired = records.filter(([, { expiresAt }]) => store.clock() >= expiresAt);
  for (let step = 0; step < 3; step++) await Promise.resolve();
  return expired.slice(0, limit).map(([id]) => id);
}

const quietUntil = new WeakMap<WiredStore, number>();

export const brokenAtClearExpired = [
  broken(
    'deleteExpired, once done, has nothing to do for an hour',
    ['80b'],
    clearing(async (store, limit) => {
      if (store.clock() < (quietUntil.get(store) ?? 0)) return { deleted: 0, more: false };
      const answer = await store.server.deleteExpired(limit);
      if (!answer.more && answer.deleted > 0) quietUntil.set(store, store.clock() + 3_600_000);
      return answer;
    }),
  ),
  broken(
    'deleteExpired deletes what ends within the hour',
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
    'deleteExpired finds, then deletes without looking again',
    ['81'],
    clearing(async (store, limit) => {
      const ids = await findExpired(store, limit);
      const answers = await Promise.all(ids.map((id) => store.server.delete(id)));
      return { deleted: answers.filter(Boolean).length, more: ids.length === limit };
    }),
  ),
  broken(
    'deleteExpired counts what it found, not what it deleted',
    ['82'],
    clearing(async (store, limit) => {
      const ids = await findExpired(store, limit);
      await Promise.all(ids.map((id) => store.server.delete(id)));
      return { deleted: ids.length, more: ids.length === limit };
    }),
  ),
  broken(
    'deleteExpired says that nothing is left when another clearer was quicker',
    ['82'],
    clearing(async (store, limit) => {
      const ids = await findExpired(store, limit);
      const answers = await Promise.all(ids.map((id) => store.server.delete(id)));
      const deleted = answers.filter(Boolean).length;
      return { deleted, more: deleted === limit && ids.length === limit && limit > 50 };
    }),
  ),
  broken(
    'deleteExpired always says that more remain',
    ['80a', '84'],
    clearing(async (store, limit) => ({
      deleted: (await store.server.deleteExpired(limit)).deleted,
      more: true,
    })),
  ),
  broken(
    'deleteExpired fails where nothing is expired',
    ['84'],
    clearing(async (store, limit) => {
      const answer = await store.server.deleteExpired(limit);
      if (answer.deleted === 0) throw new TypeError('Cannot read properties of undefined');
      return answer;
    }),
  ),
];

const ahead = new WeakMap<() => number, () => number>();

function inTwoHours(clock: () => number): () => number {
  const late = ahead.get(clock) ?? (() => clock() + 7_200_000);
  ahead.set(clock, late);
  return late;
}
