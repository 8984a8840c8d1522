import type { CallOptions, ClearResult, SessionId, StoredSession } from '@sess/core';
import { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';

type Found = readonly [SessionId, StoredSession];

/** Clears the records that `choose` picks among all, and says what `result` makes of it. */
function clearing(
  clear: (store: WiredStore, expired: readonly Found[], limit: number) => Promise<ClearResult> | ClearResult,
) {
  return class extends WiredStore {
    override deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
      this.refuseBad({ limit });
      return this.send(options, () => Promise.resolve(clear(this, expiredOf(this, this.clock()), limit)));
    }
  };
}

function expiredOf({ backend }: WiredStore, now: number): Found[] {
  const { records } = JSON.parse(backend.dump()) as { readonly records: readonly Found[] };
  return records.filter(([, { expiresAt }]) => now >= expiresAt);
}

async function remove({ server }: WiredStore, found: readonly Found[], limit: number): Promise<ClearResult> {
  for (const [id] of found.slice(0, limit)) await server.delete(id);
  return { deleted: Math.min(limit, found.length), more: found.length > limit };
}

/** What an instance remembers between its calls. */
const remembered = new WeakMap<WiredStore, { id: string; deadline: number; emptyUntil: number }>();

function memoryOf(store: WiredStore) {
  const memory = remembered.get(store) ?? { id: '', deadline: 0, emptyUntil: 0 };
  remembered.set(store, memory);
  return memory;
}

/** Removes the first `limit` records in this order, and goes on after the last of them. */
function goingOn(isAfter: (store: WiredStore, found: Found) => boolean, order: (found: Found) => string | number) {
  return clearing(async (store, expired, limit) => {
    const rest = expired
      .filter((found) => isAfter(store, found))
      .toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
    const last = rest.slice(0, limit).at(-1);
    const result = await remove(store, rest, limit);
    if (last) Object.assign(memoryOf(store), { id: last[0], deadline: last[1].expiresAt });
    return result;
  });
}

export const brokenAtClearingEverything = [
  ...[100, 1000].map((most) =>
    broken(
      `deleteExpired removes at most ${most} records and returns more: false`,
      ['83c'],
      clearing(async (store, expired, limit) => {
        const { deleted } = await remove(store, expired, Math.min(limit, most));
        return { deleted, more: deleted === limit };
      }),
    ),
  ),
  broken(
    'deleteExpired returns more: false if it has removed exactly `limit` records',
    ['83a', '83c'],
    clearing(async (store, expired, limit) => {
      const { deleted } = await remove(store, expired, limit);
      return { deleted, more: deleted > limit };
    }),
  ),
  broken(
    'deleteExpired goes on after the id at which it stopped',
    ['80c'],
    goingOn(
      (store, [id]) => id > memoryOf(store).id,
      ([id]) => id,
    ),
  ),
  broken(
    'deleteExpired goes on after the deadline at which it stopped',
    ['80c'],
    goingOn(
      (store, [, { expiresAt }]) => expiresAt >= memoryOf(store).deadline,
      ([, { expiresAt }]) => expiresAt,
    ),
  ),
  broken(
    'deleteExpired remembers when the next record expires, and does not see what another instance writes',
    ['80c'],
    clearing(async (store, expired, limit) => {
      const memory = memoryOf(store);
      if (store.clock() < memory.emptyUntil) return { deleted: 0, more: false };
      const result = await remove(store, expired, limit);
      const { records } = JSON.parse(store.backend.dump()) as { readonly records: readonly Found[] };
      if (!result.more) memory.emptyUntil = Math.min(...records.map(([, { expiresAt }]) => expiresAt));
      return result;
    }),
  ),
  broken(
    'deleteExpired finds only records without an owner',
    ['80c'],
    clearing((store, expired, limit) =>
      remove(
        store,
        expired.filter(([, { owner }]) => owner === undefined),
        limit,
      ),
    ),
  ),
  broken(
    'deleteExpired looks back for an hour only',
    ['80c'],
    clearing((store, expired, limit) =>
      remove(
        store,
        expired.filter(([, { expiresAt }]) => expiresAt > store.clock() - 3_600_000),
        limit,
      ),
    ),
  ),
  ...[1000, 60_000].flatMap((unit) => [
    broken(
      `deleteExpired removes what ends before the end of ${unit} ms`,
      ['80d'],
      clearing((store, _expired, limit) =>
        remove(store, expiredOf(store, Math.floor(store.clock() / unit) * unit + unit - 1), limit),
      ),
    ),
    broken(
      `deleteExpired removes what ends within ${unit} ms`,
      ['80d'],
      clearing((store, _expired, limit) => remove(store, expiredOf(store, store.clock() + unit - 1), limit)),
    ),
    broken(
      `countExpired counts what ends before the end of ${unit} ms`,
      ['80d'],
      class extends WiredStore {
        override expired(): number {
          return expiredOf(this, Math.floor(this.clock() / unit) * unit + unit - 1).length;
        }
      },
    ),
  ]),
  broken(
    'deleteExpired rounds the time to whole seconds',
    ['80d'],
    clearing((store, _expired, limit) =>
      remove(store, expiredOf(store, Math.round(store.clock() / 1000) * 1000), limit),
    ),
  ),
  broken(
    'deleteExpired removes a record one millisecond early',
    ['80d'],
    clearing((store, _expired, limit) => remove(store, expiredOf(store, store.clock() + 1), limit)),
  ),
];
