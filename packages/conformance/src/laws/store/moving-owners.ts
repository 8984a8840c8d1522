import type { KeyedStore, SessionId } from '@sess/core';
import { during, maxRefusalMs, untilConnected } from '../../fixture/outages.js';
import { race } from '../../fixture/race.js';
import { newOwner } from '../../fixture/random-ids.js';
import { expectLive } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { within } from '../../fixture/within.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf } from './owned-sessions.js';

/** Fails unless the session is in the list of the owner that load shows, and in no other of these lists. */
async function expectListedUnderOwner(
  store: KeyedStore,
  id: SessionId,
  owners: readonly string[],
  when: string,
): Promise<void> {
  for (;;) {
    const before = await expectLive(store, id, when);
    const lists = await Promise.all(owners.map((owner) => idsOf(store, owner)));
    const after = await expectLive(store, id, when);
    // A server may still carry out a request whose connection has broken.
    if (before.version !== after.version) continue;
    for (const [at, owner] of owners.entries()) {
      const isIn = lists[at]?.includes(id) === true;
      const demand = `The list of the owner that load shows must have the session, and no other list, ${when}.`;
      expect(isIn === (after.owner === owner), demand, { owner, 'owner that load shows': after.owner, isListed: isIn });
    }
    return;
  }
}

async function expectListedAfterFault(fixture: StoreFixture, fault: 'loseRequests' | 'loseNextAnswer'): Promise<void> {
  const { one, two } = fixture;
  const owners = [newOwner(), newOwner()] as const;
  const { id, stored } = await fixture.put({ owner: owners[0] });
  await during(fixture, fault, () =>
    Promise.allSettled([within(maxRefusalMs, one.update(id, fixture.record({ owner: owners[1] }), stored.version))]),
  );
  await untilConnected([one, two]);
  const what = fault === 'loseRequests' ? 'request' : 'response';
  for (const store of [one, two]) {
    await expectListedUnderOwner(store, id, owners, `after an update to another owner whose ${what} was lost`);
  }
  await one.delete(id);
}

export const movingOwnerLaws = [
  law(
    '37b',
    'a list shows the session that load shows after an update to another owner whose request was lost',
    (fixture) => expectListedAfterFault(fixture, 'loseRequests'),
    ['outage.loseRequests', 'owners'],
  ),

  law(
    '37c',
    'a list shows the session that load shows after an update to another owner whose response was lost',
    (fixture) => expectListedAfterFault(fixture, 'loseNextAnswer'),
    ['outage.loseNextAnswer', 'owners'],
  ),

  law(
    '37d',
    'an update to another owner that meets a conflict, also in a race, leaves the session in the list of its owner',
    async (fixture) => {
      const { one, two } = fixture;
      const owners = [newOwner(), newOwner()] as const;
      const kept = await fixture.put({ owner: owners[0] });
      await two.update(kept.id, fixture.record({ owner: owners[0] }), kept.stored.version);
      await one.update(kept.id, fixture.record({ owner: owners[1] }), kept.stored.version);
      for (const store of [one, two]) {
        await expectListedUnderOwner(store, kept.id, owners, 'after an update to another owner met a conflict');
      }
      await one.delete(kept.id);
      for (let round = 0; round < fixture.rounds(16); round++) {
        const [owner, other] = [newOwner(), newOwner()];
        const { id, stored } = await fixture.put({ owner });
        const moving = fixture.record({ owner: other });
        await race(round, [
          () => two.update(id, fixture.record({ owner }), stored.version),
          () => one.update(id, moving, stored.version),
        ]);
        const when = `after updates at once, of which one changes its owner, round ${round}`;
        await expectListedUnderOwner(round % 4 < 2 ? one : two, id, [owner, other], when);
        await one.delete(id);
      }
    },
    ['owners'],
  ),
];
