import { sessionIdOf } from '@sess/core';
import { interruptedError } from '../../fixture/error-kinds.js';
import { race } from '../../fixture/race.js';
import { expectAbsent } from '../../fixture/record-expectations.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const contestedSignOutLaws = [
  law('71', 'after a sign-out during a slow request, the session never opens again, in any order', async (fixture) => {
    const managers = fixture.managers();
    for (let round = 0; round < fixture.rounds(50); round++) {
      const browser = await newVisitor(managers[0], 'Ursula');
      const stolen = browser.copy();
      const id = browser.key && (await sessionIdOf(browser.key));
      const slowBrowser = browser.copy();
      const slow = await slowBrowser.begin(managers[1]);
      slow.session.set('late', round);
      if (round % 4 === 3) slow.session.regenerate();
      const leaving = await browser.begin(managers[0]);
      const [, outcome] = await race(round, [
        async () => {
          await leaving.session.destroy();
          await leaving.respond();
        },
        () =>
          slow.respond().then(
            () => 'stored' as const,
            (error: unknown) => error,
          ),
      ]);
      const isKnown = outcome === 'stored' || interruptedError.is(outcome);
      expect(isKnown, `A slow request must be stored before a sign-out or be interrupted, round ${round}.`, outcome);
      // A regenerate that came first leaves a tombstone under this id, which opens nothing.
      const isTombstone = round % 4 === 3;
      if (id && !isTombstone) await expectAbsent(fixture.two, id, `after a sign-out, round ${round}`);
      for (const each of [stolen, slowBrowser, browser]) {
        const data = await each.read(managers[1]);
        expectEmpty(data, `No browser may open the session after its sign-out, round ${round}.`);
      }
    }
  }),
];
