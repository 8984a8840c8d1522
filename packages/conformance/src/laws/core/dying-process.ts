import { StoreError } from '@sess/core';
import { Gate } from '../../fixture/gate.js';
import { newOwner } from '../../fixture/random-ids.js';
import { expectAbsent } from '../../fixture/record-expectations.js';
import { intercepted } from '../../fixture/spied-store.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { idOf, keyChanges, newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns a manager whose process stops before its write number `last + 1`, until it is released. */
function dyingAfter(fixture: StoreFixture, last: number) {
  let writes = 0;
  const [stopped, released] = [new Gate(), new Gate()];
  const store = intercepted(fixture.one, async (verb, call) => {
    if (verb === 'load' || writes++ < last) return call();
    stopped.open();
    await released.opened;
    throw new StoreError('The process is gone.', { outcome: 'not-applied' });
  });
  return { sessions: fixture.manage(store, { storeTimeout: 10_000 }), stopped, released };
}

export const dyingProcessLaws = [
  law(
    '55a',
    'a key change that is killed between its steps never leaves the old key with the new privileges',
    async (fixture) => {
      for (const [change, run] of Object.entries(keyChanges)) {
        for (const last of [0, 1, 2]) {
          const healthy = fixture.manage(fixture.two);
          const browser = await newVisitor(healthy);
          const { sessions, stopped, released } = dyingAfter(fixture, last);
          const request = await browser.copy().begin(sessions);
          run(request.session);
          const pending = request.respond().catch(() => undefined);
          await Promise.race([stopped.opened, pending]);
          const { owner, data } = await browser.copy().snapshot(healthy);
          released.open();
          await pending;
          const isAsBefore = owner === undefined && data['cart'] === 1;
          const isDead = owner === undefined && !('cart' in data);
          const demand = `must leave the old key as it was${last > 1 ? ', or dead' : ''}`;
          const isSafe = isAsBefore || (last > 1 && isDead);
          expect(isSafe, `A process that stops after ${last} steps of a ${change} ${demand}.`, { owner, data });
        }
      }
    },
  ),

  law(
    '55b',
    'a request that loaded before a key change also ends the successor by destroy, or by revoke of the old id',
    async (fixture) => {
      const [first, second] = fixture.managers();
      for (const [change, run] of Object.entries(keyChanges)) {
        for (const end of ['destroy', 'revoke'] as const) {
          const browser = await newVisitor(first);
          const oldId = await idOf(browser);
          const slow = await browser.copy().begin(second);
          await browser.visit(first, run);
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
      for (const [change, run] of Object.entries(keyChanges)) {
        const browser = await newVisitor(first);
        const old = browser.copy();
        await browser.visit(first, run);
        const newId = await idOf(browser);
        const shown = await old.visit(second, async (session) => {
          const data = session.toObject();
          await session.destroy();
          return data;
        });
        expectEmpty(shown, 'A superseded key must open nothing.');
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
        const owner = newOwner();
        const [spared, other] = [await newVisitor(first, owner), await newVisitor(first, owner)];
        const sparedId = await idOf(spared);
        const request = await other.begin(first);
        request.session.regenerate();
        await Promise.allSettled([request.respond(), second.revokeOwner(owner, { except: [sparedId] })]);
        const ids = [];
        for await (const { id } of second.list(owner)) ids.push(id);
        expectEqual(ids.join(), sparedId, `Only the excluded session may be live, round ${round}.`);
        const data = await other.read(second);
        expectEmpty(data, `No key of the revoked session may open a session, round ${round}.`);
      }
    },
    ['owners'],
  ),
];
