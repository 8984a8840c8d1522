import type { StoreError } from '../contract/errors.js';
import type { ClearResult } from '../contract/keyed-store.js';
import type { SessionId } from '../contract/session-id.js';
import type { StoreCall } from './store-call.js';

/** Some of the ids that were asked for. */
export interface IdPage {
  readonly ids: readonly SessionId[];
  /** The last id that the query found. Absent on the last page. */
  readonly cursor?: SessionId | undefined;
}

/**
 * Removes many records in batches: ids are found first and then removed by a statement that repeats the condition.
 * Memory stays bounded, no statement holds others up for long, and a record that has changed between the two is spared.
 *
 * For `deleteExpired` and `deleteByOwner` of backends whose own statement takes no limit.
 */
export class BatchedDeletion {
  readonly #batchSize: number;
  readonly #staleRead: (call: StoreCall) => StoreError;
  /** The first record of the last batch of expired ones that removed nothing. */
  #unremoved: SessionId | undefined;

  /**
   * @param staleRead - Makes the error for reads that still show what was removed, from a replica or a cache that is
   * behind.
   * @param batchSize - How many records are found and removed at a time.
   */
  constructor(staleRead: (call: StoreCall) => StoreError, batchSize = 500) {
    this.#staleRead = staleRead;
    this.#batchSize = batchSize;
  }

  /**
   * Removes an owner's records except some, in passes, until a pass finds none; returns how many were removed.
   *
   * Not until a pass _removes_ none: a session that gets another key between the two statements lives on under an id
   * that the pass may already have gone by.
   *
   * @param find - The owner's next ids after `cursor`, in ascending order, at most `limit`. Must return them whether
   * expired or not.
   * @param remove - Removes those ids that still belong to the owner, and returns how many it removed.
   * @throws `StoreError` from `staleRead` when a pass begins with the same record as the one before: no id is
   * used twice, so that record was removed, and the reads are stale
   */
  async deleteByOwner(
    call: StoreCall,
    except: readonly SessionId[],
    find: (cursor: SessionId | undefined, limit: number) => Promise<IdPage>,
    remove: (ids: readonly SessionId[]) => Promise<number>,
  ): Promise<number> {
    const spared = new Set(except);
    let deleted = 0;
    let previous: SessionId | undefined;
    for (;;) {
      let first: SessionId | undefined;
      let cursor: SessionId | undefined;
      do {
        call.throwIfAborted();
        const page = await find(cursor, this.#batchSize);
        const ids = page.ids.filter((id) => !spared.has(id));
        first ??= ids[0];
        deleted += await removeBatch(call, ids, remove);
        ({ cursor } = page);
      } while (cursor !== undefined);
      if (first === undefined) return deleted;
      if (first === previous) throw this.#staleRead(call);
      previous = first;
    }
  }

  /**
   * Removes up to `limit` expired records.
   *
   * @param find - The ids of at most `limit` expired records, those that expired first before the others.
   * @param remove - Removes those ids that are still expired, and returns how many it removed.
   * @throws `StoreError` from `staleRead` when the same record is found again after a batch that removed nothing
   */
  async deleteExpired(
    call: StoreCall,
    limit: number,
    find: (limit: number) => Promise<readonly SessionId[]>,
    remove: (ids: readonly SessionId[]) => Promise<number>,
  ): Promise<ClearResult> {
    let deleted = 0;
    for (let remaining = limit; remaining > 0; remaining -= this.#batchSize) {
      call.throwIfAborted();
      const size = Math.min(remaining, this.#batchSize);
      // One more shows whether any are left.
      const found = await find(size + 1);
      const ids = found.slice(0, size);
      const removed = await removeBatch(call, ids, remove);
      if (ids.length > 0) this.#noteUnremoved(call, ids[0], removed);
      deleted += removed;
      if (found.length <= size) return { deleted, more: false };
    }
    return { deleted, more: true };
  }

  /** Across calls, because a caller who clears in small batches makes one call for each. */
  #noteUnremoved(call: StoreCall, first: SessionId | undefined, removed: number): void {
    if (removed === 0 && first === this.#unremoved) throw this.#staleRead(call);
    this.#unremoved = removed === 0 ? first : undefined;
  }
}

async function removeBatch(
  call: StoreCall,
  ids: readonly SessionId[],
  remove: (ids: readonly SessionId[]) => Promise<number>,
): Promise<number> {
  if (ids.length === 0) return 0;
  const removed = await remove(ids);
  if (removed > 0) call.hasPartiallyRun = true;
  return removed;
}
