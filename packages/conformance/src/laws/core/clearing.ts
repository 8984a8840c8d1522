import { spied } from '../../fixture/spied-store.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Blocks the event loop for this time, like a slow batch. */
function spend(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

export const clearingLaws = [
  law(
    '83b',
    "the manager's clearExpired stops at its signal and its budget, returns whether more remain, and can continue",
    async (fixture) => {
      const { store, calls } = spied(fixture.one);
      const sessions = fixture.manage(store);
      // Other laws leave thousands, and a slow store needs long for them in batches of 5.
      await sessions.clearExpired();
      await fixture.putManyExpired(30);
      calls.length = 0;

      const aborted = await sessions.clearExpired({ batchSize: 5, signal: AbortSignal.abort() });
      const isUntouched = aborted.deleted === 0 && aborted.more && calls.length === 0;
      expect(isUntouched, 'With an aborted signal, it must make no call and return more: true.', aborted);

      const controller = new AbortController();
      const stopped = await sessions.clearExpired({
        batchSize: 5,
        signal: controller.signal,
        onProgress: (deleted) => {
          if (deleted >= 10) controller.abort();
        },
      });
      const isStopped = stopped.deleted === 10 && stopped.more;
      expect(isStopped, 'Aborted after two batches of 5, it must return { deleted: 10, more: true }.', stopped);

      const spent = await sessions.clearExpired({ batchSize: 5, budget: 20, onProgress: () => spend(25) });
      const isSpent = spent.deleted === 5 && spent.more;
      expect(isSpent, 'If its budget ends after a batch of 5, it must return { deleted: 5, more: true }.', spent);

      const progress: number[] = [];
      const rest = await sessions.clearExpired({ batchSize: 5, onProgress: (deleted) => progress.push(deleted) });
      // Records of other laws may have expired, too.
      const isWhole = rest.deleted >= 15 && !rest.more && progress.slice(0, 3).join() === '5,10,15';
      const demand = 'The next call must remove the remaining records, 5 at a time, and return more: false.';
      expect(isWhole, demand, { ...rest, progress });
      const again = await sessions.clearExpired();
      const isDone = again.deleted === 0 && !again.more;
      expect(isDone, 'If no record has expired, it must return { deleted: 0, more: false }.', again);
    },
    ['deleteExpired'],
  ),
];
