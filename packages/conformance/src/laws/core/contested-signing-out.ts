import { sessionIdOf } from '@sess/core';
import { isInterrupted } from '../../fixture/error-kinds.js';
import { race } from '../../fixture/race.js';
import { expectAbsent } from '../../fixture/record-expectations.js';
import { newcomer } from '../../fixture/visitors.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const contestedSignOutLaws = [
  law('71', 'a sign-out during a slow request: the session never loads again, whatever the order', async (fixture) => {
    const managers = fixture.managers();
    for (let round = 0; round < fixture.rounds(50); round++) {
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
      if (id && !isTombstone) await expectAbsent(fixture.two, id, `after a sign-out, round ${round}`);
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
