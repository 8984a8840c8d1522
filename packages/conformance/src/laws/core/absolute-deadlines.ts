import type { Browser } from '../../fixture/browser.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import type { Sessions } from '../../suite/sessions.js';
import { visitLaw as law } from '../law-kinds.js';

async function absoluteEndOf(browser: Browser, sessions: Sessions): Promise<number | undefined> {
  return browser.visit(sessions, (session) => session.absoluteExpiresAt);
}

export const absoluteDeadlineLaws = [
  law(
    '56',
    "regenerate does not move the absolute deadline; signing in starts a new one, without another owner's data",
    async (fixture) => {
      const [first, second] = fixture.managers();
      const browser = await newVisitor(first, 'Ursula');
      const began = await absoluteEndOf(browser, first);
      await fixture.clock.reach(fixture.now() + 20);
      await browser.visit(first, (session) => session.regenerate());
      const regenerated = await absoluteEndOf(browser, second);
      expect(regenerated === began, 'regenerate must not move the absolute deadline.', { began, regenerated });
      await browser.visit(first, (session) => session.signIn('Viktor'));
      const signedIn = await absoluteEndOf(browser, second);
      const isNew = Number(signedIn) > Number(began);
      expect(isNew, 'Signing in must start a new absolute deadline.', { began, signedIn });
      const { owner, data } = await browser.snapshot(second);
      expectEqual(owner, 'Viktor', 'The session must be that of the user who signed in last.');
      expectEmpty(data, "The session must not contain another owner's data.");
    },
  ),
];
