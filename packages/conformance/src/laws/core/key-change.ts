import type { Browser } from '../../fixture/browser.js';
import { interruptedError } from '../../fixture/error-kinds.js';
import { race } from '../../fixture/race.js';
import { newOwner } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive } from '../../fixture/record-expectations.js';
import { idOf, increment, keyChanges, newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectEqual, expectRejection } from '../../suite/expect.js';
import type { Sessions } from '../../suite/sessions.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf } from '../store/owned-sessions.js';

const minute = 60_000;

const { regenerate } = keyChanges;

async function expectNothing(browser: Browser, sessions: Sessions, when: string): Promise<void> {
  const { session, respond } = await browser.begin(sessions);
  expectEmpty(session.toObject(), `The key must open nothing ${when}.`);
  expectEqual(session.owner, undefined, `The key must not open a session with an owner ${when}.`);
  const { cookies } = await respond();
  expectEmpty(cookies, `A visit with that key must set and clear no cookie ${when}.`);
}

export const keyChangeLaws = [
  law(
    '51a',
    'regenerate keeps data, owner and createdAt; the new key opens the session, and the old key no longer does',
    async (fixture) => {
      const [first, second] = fixture.managers();
      const owner = newOwner();
      const browser = await newVisitor(first, owner);
      const old = browser.copy();
      const { createdAt } = await browser.snapshot(first);
      await browser.visit(first, regenerate);
      expect(browser.key !== old.key, 'regenerate must give the browser a new key.', 'the old key');
      for (const sessions of [first, second]) await expectNothing(old, sessions, 'after a regenerate');
      const seen = await browser.snapshot(second);
      const isKept = seen.data['cart'] === 1 && seen.owner === owner && seen.createdAt === createdAt;
      expect(isKept, 'regenerate must keep data, owner and createdAt.', seen);
    },
  ),

  law(
    '51b',
    'the tombstone under the old id has no owner, is in no list, and is gone after a minute',
    async (fixture) => {
      const { one, two } = fixture;
      const sessions = fixture.manage(one);
      const owner = newOwner();
      const browser = await newVisitor(sessions, owner);
      const oldId = await idOf(browser);
      await browser.visit(sessions, regenerate);
      const newId = await idOf(browser);
      expectEqual((await idsOf(two, owner)).join(), newId, 'The list must contain just the new id after a regenerate.');
      const tombstone = await two.load(oldId);
      expectEqual(tombstone?.owner, undefined, 'The tombstone under the old id must have no owner.');
      await fixture.clock.reach(fixture.now() + minute + one.limits.expiryGranularityMs);
      await expectAbsent(two, oldId, 'for a superseded id, a minute later');
    },
    ['owners', 'a given clock'],
  ),

  law('52a', 'two calls of regenerate before the commit leave one live id', async (fixture) => {
    const { one } = fixture;
    const sessions = fixture.manage(one);
    const browser = await newVisitor(sessions);
    const old = browser.copy();
    const ids = await browser.visit(sessions, (session) => {
      session.regenerate();
      const former = session.id;
      session.regenerate();
      return [former, session.id];
    });
    const id = await idOf(browser);
    await expectLive(one, id, 'that was regenerated twice');
    for (const other of ids)
      if (other && other !== id) await expectAbsent(one, other, 'for an id of an earlier regenerate');
    await expectNothing(old, sessions, 'after regenerating twice');
  }),

  law(
    '52b',
    'a request that loaded before a regenerate and commits after it changes the new session',
    async (fixture) => {
      const managers = fixture.managers();
      for (let round = 0; round < fixture.rounds(50); round++) {
        const browser = await newVisitor(managers[0]);
        const slow = await browser.copy().begin(managers[1]);
        increment(slow.session);
        if (round === 0) {
          await browser.visit(managers[0], regenerate);
          await slow.respond();
        } else {
          const request = await browser.begin(managers[0]);
          request.session.regenerate();
          await race(round, [() => request.respond(), () => slow.respond()]);
        }
        const data = await browser.read(managers[1]);
        const isWhole = data['cart'] === 1 && data['visits'] === 1;
        expect(isWhole, `A change that was committed must be in the regenerated session, round ${round}.`, data);
      }
    },
  ),

  law('52c', 'a request that loaded before a sign-in and commits after it is interrupted', async (fixture) => {
    const [first, second] = fixture.managers();
    const browser = await newVisitor(first);
    const slow = await browser.copy().begin(second);
    slow.session.set('late', 1);
    await browser.visit(first, (session) => session.signIn('Ursula'));
    await expectRejection(slow.respond(), interruptedError, 'A commit of a request from before a sign-in');
    const data = await browser.read(second);
    const isAsBefore = data['cart'] === 1 && !('late' in data);
    expect(isAsBefore, 'The session of the user who signed in must contain nothing of it.', data);
  }),
];
