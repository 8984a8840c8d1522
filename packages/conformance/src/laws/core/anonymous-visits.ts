import type { SessionStore } from '@sess/core';
import { Browser } from '../../fixture/browser.js';
import { spied } from '../../fixture/spied-store.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import { visitLaw as law } from '../law-kinds.js';

/** Values that can be neither a key nor a token. */
const malformed = [
  '',
  'a'.repeat(5000),
  `${'a'.repeat(31)}\u0001`,
  `${'a'.repeat(31)}\u0000`,
  `${'a'.repeat(31)}\n`,
  `${'a'.repeat(31)} b`,
  `${'a'.repeat(31)}é`,
  '%61'.repeat(32),
  '{"$ne":null}',
  "' OR 1=1 --",
];

/** Values that could be a token, but not a key. */
const noKeys = ['short', 'a'.repeat(31), 'a'.repeat(33), 'A'.repeat(32), '__proto__', 'constructor'];

const malformedFor: Readonly<Record<SessionStore['kind'], readonly string[]>> = {
  keyed: [...malformed, ...noKeys],
  sealed: malformed,
};

export const anonymousVisitLaws = [
  law('15', 'a visit that stores nothing makes no call of the store and sets no cookie', async (fixture) => {
    const { store, calls } = spied(fixture.one);
    const sessions = fixture.manage(store);
    const request = await new Browser().begin(sessions);
    const { session } = request;
    session.get('cart');
    session.takeFlash('notice');
    session.set('passing', 1).delete('passing');
    const { cookies } = await request.respond();
    expectEmpty(calls, 'A visit that stores nothing must make no call of the store.');
    expectEmpty(cookies, 'A visit that stores nothing must set no cookie.');
  }),

  law('21', 'malformed cookies are refused before any call of the store, and no cookie is changed', async (fixture) => {
    const { store, calls } = spied(fixture.one);
    const sessions = fixture.manage(store);
    for (const value of malformedFor[fixture.kind]) {
      const request = await Browser.holding(value).begin(sessions);
      const { session } = request;
      const isAnonymous = session.isNew && session.isEmpty;
      expect(isAnonymous, 'A malformed cookie must be an anonymous visit.', { value, id: session.id });
      const { cookies } = await request.respond();
      expect(cookies.length === 0, 'A malformed cookie must not be cleared or replaced.', { value, cookies });
      expect(calls.length === 0, 'A malformed cookie must not reach the store.', { value, calls });
    }
    const browser = Browser.holding(`${'a'.repeat(31)}!`);
    const { header } = browser;
    await browser.visit(sessions, (session) => session.set('cart', 1));
    const isReplaced = browser.header !== header;
    expect(isReplaced, 'A visitor with a malformed cookie must get a new one at the first write.', 'the malformed one');
    const { cart } = await browser.read(sessions);
    expectEqual(cart, 1, 'The new cookie of a visitor with a malformed one must open what was written.');
  }),
];
