import type { ClearResult } from '@sess/core';
import { intercepted } from '../../fixture/spied-store.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Blocks the event loop for this time, like a slow batch. */
function spend(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export const clearingLaws = [
  law(
    '83b',
    "the manager's clearExpired stops at its signal and its budget, returns whether more remain, and can continue",
    async (fixture) => {
      const results: ClearResult[] = [];
      const store = intercepted(fixture.one, async (verb, call) => {
        const result = await call();
        if (verb === 'deleteExpired') results.push(result as ClearResult);
        return result;
      });
      /** What the store has removed since the last call of this function, batch by batch. */
      const removed = () => results.splice(0).map(({ deleted }) => deleted);
      const sessions = fixture.manage(store);
      // Other laws leave thousands, and a slow store needs long for them in batches of 5.
      await sessions.clearExpired();
      await fixture.putManyExpired(30);
      removed();

      const aborted = await sessions.clearExpired({ batchSize: 5, signal: AbortSignal.abort() });
      const isUntouched = aborted.deleted === 0 && aborted.more && results.length === 0;
      expect(isUntouched, 'With an aborted signal, it must make no call and return more: true.', aborted);

      const controller = new AbortController();
      const stopped = await sessions.clearExpired({
        batchSize: 5,
        signal: controller.signal,
        onProgress: (deleted) => {
          if (deleted >= 6) controller.abort();
        },
      });
      const beforeStop = removed();
      const sumBefore = sumOf(beforeStop);
      const isStopped = stopped.deleted === sumBefore && stopped.more && sumOf(beforeStop.slice(0, -1)) < 6;
      const demand = 'Aborted once 6 records are removed, it must begin no other batch, and return more: true.';
      expect(isStopped, demand, { ...stopped, batches: beforeStop });

      const spent = await sessions.clearExpired({ batchSize: 5, budget: 20, onProgress: () => spend(25) });
      const inBudget = removed();
      const isSpent = inBudget.length === 1 && spent.deleted === sumOf(inBudget) && spent.more;
      const once =
        'If its budget ends after one batch, it must return the number that the batch removed, and more: true.';
      expect(isSpent, once, { ...spent, batches: inBudget });

      const progress: number[] = [];
      const rest = await sessions.clearExpired({ batchSize: 5, onProgress: (deleted) => progress.push(deleted) });
      const batches = removed();
      const sums = batches.map((_, index) => sumOf(batches.slice(0, index + 1)));
      // Records of other laws may have expired, too.
      const isWhole = rest.deleted >= 30 - sumBefore - spent.deleted && rest.deleted === sums.at(-1) && !rest.more;
      const whole = 'The next call must remove the remaining records and return more: false.';
      expect(isWhole, whole, { ...rest, batches });
      const isTold = progress.every((deleted) => sums.includes(deleted)) && progress.length > 0;
      expect(isTold, 'onProgress must receive how many are removed so far.', { progress, sums });
      const again = await sessions.clearExpired();
      const isDone = again.deleted === 0 && !again.more;
      expect(isDone, 'If no record has expired, it must return { deleted: 0, more: false }.', again);
    },
    ['deleteExpired'],
  ),
];
