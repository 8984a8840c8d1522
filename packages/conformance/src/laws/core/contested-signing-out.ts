import { sessionIdOf } from '@sess/core';
import { race } from '../../bench.js';
import { expect, expectAbsent } from '../../expectations.js';
import { law } from '../../law.js';
import { isInterrupted, newcomer } from '../../visitors.js';

export const contestedSignOutLaws = [
  law('71', 'a sign-out during a slow request: the session never loads again, whatever the order', async (bench) => {
    const managers = bench.managers();
    for (let round = 0; round < bench.rounds(50); round++) {
      const browser = await newcomer(managers[0], 'Ursula');
      const stolen = browser.copy();
      const id = browser.key && (await sessionIdOf(browser.key));
      const slowBrowser = browser.copy();
      const slow = await slowBrowser.begin(managers[1]);
      slow.session.set('late', round);
      if (round % 4 === 3) slow.session.regenerate();
      const leaving = await browser.begin(managers[0]);
      const [left, answered] = await race(
        round,
        async () => {
          await leaving.session.destroy();
          await leaving.answer();
        },
        () =>
          slow.answer().then(
            () => 'stored' as const,
            (error: unknown) => error,
          ),
      );
      const isTold = answered === 'stored' || isInterrupted(answered);
      expect(isTold, `A slow request beside a sign-out is stored before it, or interrupted, round ${round}.`, {
        left,
        answered,
      });
      // A regenerate that came first leaves its tombstone there, which opens nothing.
      const isTombstone = round % 4 === 3;
      if (id && !isTombstone) await expectAbsent(bench.two, id, `after a sign-out, round ${round}`);
      for (const each of [stolen, slowBrowser, browser]) {
        const data = await each.read(managers[1]);
        expect(
          Object.keys(data).length === 0,
          `No browser may load the session after its sign-out, round ${round}.`,
          data,
        );
      }
    }
  }),
];
