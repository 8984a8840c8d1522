import { AssertionError } from 'node:assert/strict';
import type { ClearResult, KeyedStore, SessionId } from '@sess/core';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEqual } from '../../suite/expect.js';

/** Returns a near deadline, for laws that count: few records of other laws expire before it. */
export function nextMoment(fixture: StoreFixture): number {
  return fixture.clock.isGiven ? fixture.now() + 1 + fixture.one.limits.expiryGranularityMs : fixture.soon();
}

/**
 * Removes what other laws have left and what would expire while this one counts. A store with a coarse granularity lets
 * it live on for a while.
 */
export async function clearOthers(fixture: StoreFixture): Promise<void> {
  await fixture.pass(fixture.soon());
  await clearAll(await fixture.tomorrow(), 1000);
}

export async function clearOnce(store: KeyedStore, limit: number): Promise<ClearResult> {
  expect(store.deleteExpired !== undefined, 'deleteExpired is claimed and must exist.', 'undefined');
  return store.deleteExpired(limit);
}

/** Clears once; fails unless the result is a number of at most `limit` records, and whether more remain. */
export async function clearSome(store: KeyedStore, limit: number): Promise<ClearResult> {
  const { deleted, more } = await clearOnce(store, limit);
  expect(typeof more === 'boolean', 'deleteExpired must return a boolean `more`.', more);
  const isCount = Number.isSafeInteger(deleted) && deleted >= 0 && deleted <= limit;
  expect(isCount, `deleteExpired(${limit}) must remove at most ${limit} records and return the number.`, deleted);
  return { deleted, more };
}

/** Clears until the store reports that no expired record is left, and returns the number removed. */
export async function clearAll(store: KeyedStore, limit: number): Promise<number> {
  let total = 0;
  for (let inVain = 0; inVain < 1000; inVain++) {
    const { deleted, more } = await clearSome(store, limit);
    total += deleted;
    if (!more) return total;
    if (deleted > 0) inVain = 0;
  }
  const demand = 'deleteExpired must come to an end: it removed nothing and returned more: true 1,000 times in a row.';
  throw new AssertionError({ message: demand });
}

/** Fails if the record is still stored, although every call of `deleteExpired` has returned more: false. */
export async function expectCleared(store: KeyedStore, id: SessionId): Promise<void> {
  expectEqual(await store.delete(id), false, 'delete must return false for a record that deleteExpired had to remove.');
}
