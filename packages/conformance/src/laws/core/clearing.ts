import { spied } from '../../fixture/spied-store.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Uses time up where the manager cannot do anything meanwhile, as a slow batch does. */
function spend(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

export const clearingLaws = [
  law(
    '83b',
    'clearExpired of the manager stops at its signal and its budget, says whether more remain, and goes on from there',
    async (fixture) => {
      const { store, calls } = spied(fixture.one);
      const sessions = fixture.manage(store);
      const expiresAt = fixture.soon();
      await Promise.all(Array.from({ length: 30 }, () => fixture.put({ expiresAt })));
      await fixture.pass(expiresAt);
      calls.length = 0;

      const aborted = await sessions.clearExpired({ batchSize: 5, signal: AbortSignal.abort() });
      const isUntouched = aborted.deleted === 0 && aborted.more && calls.length === 0;
      expect(isUntouched, 'With an aborted signal it must ask nothing and say that more may remain.', aborted);

      const controller = new AbortController();
      const stopped = await sessions.clearExpired({
        batchSize: 5,
        signal: controller.signal,
        onProgress: (deleted) => {
          if (deleted >= 10) controller.abort();
        },
      });
      const isStopped = stopped.deleted === 10 && stopped.more;
      expect(isStopped, 'Aborted after two batches of 5 it must answer { deleted: 10, more: true }.', stopped);

      const spent = await sessions.clearExpired({ batchSize: 5, budget: 20, onProgress: () => spend(25) });
      const isSpent = spent.deleted === 5 && spent.more;
      expect(isSpent, 'When its budget is over after a batch of 5 it must answer { deleted: 5, more: true }.', spent);

      const progress: number[] = [];
      const rest = await sessions.clearExpired({ batchSize: 5, onProgress: (deleted) => progress.push(deleted) });
      // Other laws, too, have left what is expired by now.
      const isWhole = rest.deleted >= 15 && !rest.more && progress.slice(0, 3).join() === '5,10,15';
      expect(isWhole, 'Called again it must remove what is left, 5 at a time, and say that nothing remains.', {
        ...rest,
        progress: progress.slice(0, 5),
      });
      const again = await sessions.clearExpired();
      expect(
        again.deleted === 0 && !again.more,
        'With nothing expired it must answer { deleted: 0, more: false }.',
        again,
      );
    },
    ['deleteExpired'],
  ),
];
