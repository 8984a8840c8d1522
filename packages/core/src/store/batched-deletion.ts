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
   * @throws `StoreError` from `staleRead` when a pass begins with the same record as the one before and removes
   * nothing: that record was removed, and the reads are stale
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
      const before = deleted;
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
      if (first === previous && deleted === before) throw this.#staleRead(call);
      previous = first;
    }
  }

  /**
   * Removes up to `limit` expired records.
   *
   * A batch that removes nothing is found again: others may have removed or extended its records meanwhile.
   *
   * @param find - The ids of at most `limit` expired records, those that expired first before the others.
   * @param remove - Removes those ids that are still expired, and returns how many it removed.
   * @throws `StoreError` from `staleRead` when the call finds a record again after a batch that removed nothing
   */
  async deleteExpired(
    call: StoreCall,
    limit: number,
    find: (limit: number) => Promise<readonly SessionId[]>,
    remove: (ids: readonly SessionId[]) => Promise<number>,
  ): Promise<ClearResult> {
    const unremoved = new Set<SessionId>();
    let deleted = 0;
    while (deleted < limit) {
      call.throwIfAborted();
      const size = Math.min(limit - deleted, this.#batchSize);
      // One more shows whether any are left.
      const found = await find(size + 1);
      const [first, ...rest] = found.slice(0, size);
      if (first === undefined) return { deleted, more: false };
      const removed = await removeBatch(call, [first, ...rest], remove);
      deleted += removed;
      if (removed === 0) {
        // Within one call: by the next one, others may have created and removed a record under the same id again.
        if (unremoved.has(first)) throw this.#staleRead(call);
        unremoved.add(first);
      } else if (found.length <= size) return { deleted, more: false };
    }
    return { deleted, more: true };
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
