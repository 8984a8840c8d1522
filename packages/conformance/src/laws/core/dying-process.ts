import { StoreError } from '@sess/core';
import { newRevision } from '../../fixture/random-ids.js';
import { expectAbsent } from '../../fixture/record-expectations.js';
import { intercepted } from '../../fixture/spied-store.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { idOf, newVisitor } from '../../fixture/visitors.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns a manager whose process stops before its write number `last + 1`. `release` ends its timers. */
function dyingAfter(fixture: StoreFixture, last: number) {
  let writes = 0;
  const [stopped, stop] = signal();
  const [released, release] = signal();
  const store = intercepted(fixture.one, async (verb, call) => {
    if (verb === 'load' || writes++ < last) return call();
    stop();
    await released;
    throw new StoreError('The process is gone.', { outcome: 'not-applied' });
  });
  return { sessions: fixture.manage(store, { storeTimeout: 10_000 }), stopped, release };
}

function signal(): readonly [Promise<void>, () => void] {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, give];
}

export const dyingProcessLaws = [
  law(
    '55a',
    'a key change that is killed between its steps never leaves the old key with the new privileges',
    async (fixture) => {
      for (const change of ['sign-in', 'regenerate'] as const) {
        for (const last of [0, 1, 2]) {
          const healthy = fixture.manage(fixture.two);
          const browser = await newVisitor(healthy);
          const { sessions, stopped, release } = dyingAfter(fixture, last);
          const request = await browser.copy().begin(sessions);
          if (change === 'sign-in') request.session.signIn('Ursula');
          else request.session.regenerate();
          const pending = request.respond().catch(() => undefined);
          await Promise.race([stopped, pending]);
          const seen = await browser
            .copy()
            .visit(healthy, (session) => ({ owner: session.owner, cart: session.get('cart') }));
          release();
          await pending;
          const isAsBefore = seen.owner === undefined && seen.cart === 1;
          const isDead = seen.owner === undefined && seen.cart === undefined;
          expect(
            isAsBefore || (last > 1 && isDead),
            `A process that stops after ${last} steps of a ${change} must leave the old key as it was${last > 1 ? ', or dead' : ''}.`,
            seen,
          );
        }
      }
    },
  ),

  law(
    '55b',
    'a request that loaded before a key change also ends the successor by destroy, or by revoke of the old id',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (const change of ['regenerate', 'sign-in'] as const) {
        for (const end of ['destroy', 'revoke'] as const) {
          const browser = await newVisitor(first);
          const oldId = await idOf(browser);
          const slow = await browser.copy().begin(second);
          await browser.visit(first, (session) =>
            change === 'regenerate' ? session.regenerate() : session.signIn('Ursula'),
          );
          const newId = await idOf(browser);
          if (end === 'destroy') await slow.session.destroy();
          else await second.revoke(oldId);
          await expectAbsent(fixture.one, newId, `after a ${end} of the session from before its ${change}`);
        }
      }
    },
  ),

  law(
    '55c',
    'destroy with the old key after a key change ends the successor but never shows its data',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (const change of ['regenerate', 'sign-in'] as const) {
        const browser = await newVisitor(first);
        const old = browser.copy();
        await browser.visit(first, (session) =>
          change === 'regenerate' ? session.regenerate() : session.signIn('Ursula'),
        );
        const newId = await idOf(browser);
        const shown = await old.visit(second, async (session) => {
          const data = session.toObject();
          await session.destroy();
          return data;
        });
        expect(Object.keys(shown).length === 0, 'A superseded key must open nothing.', shown);
        await expectAbsent(fixture.one, newId, `after a destroy with the key from before its ${change}`);
      }
    },
  ),

  law(
    '89c',
    'after revokeOwner during a regenerate, only the excluded session is live',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (let round = 0; round < fixture.rounds(50); round++) {
        const owner = `owner-${newRevision()}`;
        const [spared, other] = [await newVisitor(first, owner), await newVisitor(first, owner)];
        const sparedId = await idOf(spared);
        const request = await other.begin(first);
        request.session.regenerate();
        const [outcome] = await Promise.allSettled([
          request.respond(),
          second.revokeOwner(owner, { except: [sparedId] }),
        ]);
        const ids = [];
        for await (const { id } of second.list(owner)) ids.push(id);
        expect(ids.length === 1 && ids[0] === sparedId, `Only the excluded session may be live, round ${round}.`, {
          ids,
          outcome,
        });
        const isEmpty = await other.visit(second, (session) => session.isEmpty);
        expect(isEmpty, `No key of the revoked session may open a session, round ${round}.`, { isEmpty });
      }
    },
    ['owners'],
  ),
];
