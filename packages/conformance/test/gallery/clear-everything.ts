import type { CallOptions, ClearResult, SessionId, StoredSession, UpdateResult } from '@sess/core';
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
    'deleteExpired returns more: false while another call of its instance is clearing',
    ['82'],
    class extends WiredStore {
      #isClearing = false;
      override async deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
        if (this.#isClearing) return { deleted: 0, more: false };
        this.#isClearing = true;
        return super.deleteExpired(limit, options).finally(() => {
          this.#isClearing = false;
        });
      }
    },
  ),
  broken(
    'deleteExpired does not find what its instance has moved into the past',
    ['80c'],
    class extends WiredStore {
      readonly #moved = new Set<SessionId>();
      override update(...call: Parameters<WiredStore['update']>): Promise<UpdateResult> {
        const [id, { expiresAt }] = call;
        if (expiresAt < this.clock()) this.#moved.add(id);
        return super.update(...call);
      }
      override deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
        const found = expiredOf(this, this.clock()).filter(([id]) => !this.#moved.has(id));
        this.refuseBad({ limit });
        return this.send(options, () => remove(this, found, limit));
      }
    },
  ),
  broken(
    'countExpired still counts what was deleted',
    ['122b'],
    class extends WiredStore {
      #deleted = 0;
      override async delete(...call: Parameters<WiredStore['delete']>): Promise<boolean> {
        const before = this.expired();
        const result = await super.delete(...call);
        this.#deleted += Math.max(0, before - this.expired());
        return result;
      }
      override expired(): number {
        return expiredOf(this, this.clock()).length + this.#deleted;
      }
    },
  ),
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
