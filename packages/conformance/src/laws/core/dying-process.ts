import { StoreError } from '@sess/core';
import { newRevision } from '../../fixture/random-ids.js';
import { expectAbsent } from '../../fixture/record-expectations.js';
import { intercepted } from '../../fixture/spied-store.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { idOf, newcomer } from '../../fixture/visitors.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** A manager whose process stops before its call number `last + 1` that writes. `bury` lets its timers go. */
function dyingAfter(fixture: StoreFixture, last: number) {
  let writes = 0;
  const [stopped, stop] = signal();
  const [buried, bury] = signal();
  const store = intercepted(fixture.one, async (verb, call) => {
    if (verb === 'load' || writes++ < last) return call();
    stop();
    await buried;
    throw new StoreError('The process is gone.', { outcome: 'not-applied' });
  });
  return { sessions: fixture.manage(store, { storeTimeout: 10_000 }), stopped, bury };
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
    'killed between its steps, a change of key never leaves the old key with the new privileges',
    async (fixture) => {
      for (const change of ['sign-in', 'regenerate'] as const) {
        for (const last of [0, 1, 2]) {
          const healthy = fixture.manage(fixture.two);
          const browser = await newcomer(healthy);
          const { sessions, stopped, bury } = dyingAfter(fixture, last);
          const request = await browser.copy().begin(sessions);
          if (change === 'sign-in') request.session.signIn('Ursula');
          else request.session.regenerate();
          const answer = request.answer().catch(() => undefined);
          await Promise.race([stopped, answer]);
          const seen = await browser
            .copy()
            .visit(healthy, (session) => ({ owner: session.owner, cart: session.get('cart') }));
          bury();
          await answer;
          const isAsBefore = seen.owner === undefined && seen.cart === 1;
          const isDead = seen.owner === undefined && seen.cart === undefined;
          expect(
            isAsBefore || (last > 1 && isDead),
            `A process that stops after ${last} of the steps of a ${change} must leave the old key what it was${last > 1 ? ', or dead' : ''}.`,
            seen,
          );
        }
      }
    },
  ),

  law(
    '55b',
    'a destroy, or a revoke of the old id, by who loaded before the change ends the successor too',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (const change of ['regenerate', 'sign-in'] as const) {
        for (const end of ['destroy', 'revoke'] as const) {
          const browser = await newcomer(first);
          const oldId = await idOf(browser);
          const slow = await browser.copy().begin(second);
          await browser.visit(first, (session) =>
            change === 'regenerate' ? session.regenerate() : session.signIn('Ursula'),
          );
          const newId = await idOf(browser);
          if (end === 'destroy') await slow.session.destroy();
          else await second.revoke(oldId);
          await expectAbsent(fixture.one, newId, `after a ${end} of what it was before its ${change}`);
        }
      }
    },
  ),

  law(
    '55c',
    'a destroy with the old key after the change ends the successor, which it never shows',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (const change of ['regenerate', 'sign-in'] as const) {
        const browser = await newcomer(first);
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
    'revokeOwner against a session that regenerates meanwhile: nothing but the excepted one lives',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (let round = 0; round < fixture.rounds(50); round++) {
        const owner = `owner-${newRevision()}`;
        const [spared, other] = [await newcomer(first, owner), await newcomer(first, owner)];
        const sparedId = await idOf(spared);
        const request = await other.begin(first);
        request.session.regenerate();
        const [answered] = await Promise.allSettled([
          request.answer(),
          second.revokeOwner(owner, { except: [sparedId] }),
        ]);
        const ids = [];
        for await (const { id } of second.list(owner)) ids.push(id);
        expect(ids.length === 1 && ids[0] === sparedId, `Nothing but the excepted session may live, round ${round}.`, {
          ids,
          answered,
        });
        const isEmpty = await other.visit(second, (session) => session.isEmpty);
        expect(isEmpty, `No key of the revoked session may open anything, round ${round}.`, { isEmpty });
      }
    },
    ['owners'],
  ),
];
