import { type Session, StoreError } from '@sess/core';
import { interruptedError, storeError } from '../../fixture/error-kinds.js';
import { intercepted } from '../../fixture/spied-store.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectRejection } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

const minute = 60_000;
const hour = 60 * minute;

export const sealedSignOutLaws = [
  law(
    '45b',
    'a sign-out ends every cookie of the session, even one that lasts longer than the cookie that signed out',
    async (fixture) => {
      const [first, second] = fixture.managers({ idleTimeout: hour, absoluteTimeout: { hours: 24 } });
      const browser = await newVisitor(first, 'Ursula');
      const [early, slow] = [browser.copy(), await browser.copy().begin(second)];
      await fixture.clock.reach(fixture.now() + 40 * minute);
      await browser.visit(first, () => undefined);
      expect(browser.header !== early.header, 'A visit after half of the idle timeout must set a new cookie.');
      // A tab that was open the whole time signs out. Its own cookie ends long before the renewed one.
      await early.copy().visit(second, (session) => session.destroy());
      for (const wait of [0, 30 * minute]) {
        await fixture.clock.reach(fixture.now() + wait);
        for (const cookies of [browser.copy(), early.copy()]) {
          const data = await cookies.read(first);
          const when = wait === 0 ? 'at once' : 'after the deadline of the cookie that signed out';
          expectEmpty(data, `After a sign-out, no cookie of the session may open, ${when}.`);
        }
      }
      slow.session.set('late', 1);
      await expectRejection(slow.respond(), interruptedError, 'A request that loaded before the sign-out');
    },
    ['revoke'],
  ),

  law(
    '45c',
    'a sign-out lasts even if the timeouts are shortened before it and extended again after it',
    async (fixture) => {
      const timeouts = (hours: number): Parameters<typeof fixture.manage>[1] => ({
        idleTimeout: { hours },
        absoluteTimeout: { hours },
        lifetimes: { remembered: { idle: { hours }, absolute: { hours } } },
      });
      const [usual, shortened] = [fixture.manage(fixture.one, timeouts(24)), fixture.manage(fixture.two, timeouts(1))];
      const kept = await Promise.all(['Ursula', 'Genly', 'Shevek'].map((name) => newVisitor(usual, name)));
      const [direct, renewed, late] = kept.map((browser) => browser.copy());
      const signOut = (session: Session): Promise<void> => session.destroy();
      await direct!.visit(shortened, signOut);
      // A token that is sealed now ends in an hour and does not show the deadline of the kept cookie.
      await renewed!.visit(shortened, (session) => session.set('cart', 2));
      await renewed!.visit(shortened, signOut);
      await fixture.clock.reach(fixture.now() + 2 * hour);
      await late!.visit(shortened, signOut);
      for (const wait of [0, 21 * hour]) {
        await fixture.clock.reach(fixture.now() + wait);
        for (const browser of kept) {
          const data = await browser.copy().read(usual);
          const demand = 'After a sign-out, no cookie of the session may open, not even one with a later deadline.';
          expectEmpty(data, demand);
        }
      }
    },
    ['revoke'],
  ),

  law(
    '102b',
    'a sign-out or sign-in whose revocation fails is an error that changes no cookie',
    async (fixture) => {
      const down = { now: false };
      const store = intercepted(fixture.one, (verb, call) =>
        down.now && verb === 'revoke'
          ? Promise.reject(new StoreError('The revocations cannot be reached.', { outcome: 'not-applied' }))
          : call(),
      );
      const sessions = fixture.manage(store);
      const browser = await newVisitor(sessions);
      const { header } = browser;
      down.now = true;
      const leaving = await browser.begin(sessions);
      const why = ', because the session was not ended';
      await expectRejection(leaving.session.destroy(), storeError, 'destroy without revocations', why);
      await leaving.respond(503);
      const entering = await browser.begin(sessions);
      entering.session.signIn('Ursula');
      await expectRejection(entering.respond(), storeError, 'A sign-in without revocations', why);
      down.now = false;
      expect(browser.header === header, 'The browser must keep its cookie.', 'another one');
      const seen = await browser.snapshot(sessions);
      expect(seen.data['cart'] === 1 && seen.owner === undefined, 'The session must be as it was.', seen);
    },
    ['revoke'],
  ),
];
