import type { ClearResult, KeyedStore } from '@sess/core';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';

/** A deadline so near that hardly a record that another law left ends before it: for laws that count. */
export function nextMoment(fixture: StoreFixture): number {
  return fixture.clock.isGiven ? fixture.now() + 1 + fixture.one.limits.expiryGranularityMs : fixture.soon();
}

export async function clearOnce(store: KeyedStore, limit: number): Promise<ClearResult> {
  expect(store.deleteExpired !== undefined, 'deleteExpired is claimed and must be there.', 'undefined');
  return store.deleteExpired(limit);
}

/** Clears until the store says that nothing is left; answers how many went. */
export async function clearAll(store: KeyedStore, limit: number): Promise<number> {
  let total = 0;
  for (let passes = 0; passes < 10_000; passes++) {
    const { deleted, more } = await clearOnce(store, limit);
    expect(typeof more === 'boolean', 'deleteExpired must say by true or false whether more remain.', {
      deleted,
      more,
    });
    const isCount = Number.isSafeInteger(deleted) && deleted >= 0 && deleted <= limit;
    expect(isCount, `deleteExpired(${limit}) must remove at most ${limit} and say how many.`, { deleted, more });
    total += deleted;
    if (!more) return total;
  }
  return expectAnEnd();
}

function expectAnEnd(): never {
  expect(false, 'deleteExpired must come to an end: it answered more: true 10,000 times.');
}
