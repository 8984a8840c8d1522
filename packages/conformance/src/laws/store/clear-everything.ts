import type { KeyedStore, SessionId } from '@sess/core';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll, clearOthers, clearSome, expectCleared, nextMoment } from './clear-all.js';
import { putFor } from './owned-sessions.js';

/** Creates records with ids from both ends and the middle, with an owner and without. */
async function putEverywhere(fixture: StoreFixture, store: KeyedStore, expiresAt: number): Promise<SessionId[]> {
  const id = await newId();
  const ids = ['0000', '7fff', 'ffff'].map((start) => (start + id.slice(4)) as SessionId);
  for (const [at, each] of ids.entries()) {
    const record = fixture.record({ expiresAt, ...(at === 1 && { owner: newOwner() }) });
    expectStatus(await store.create(each, record), 'written', 'create under a fresh id');
  }
  return ids;
}

async function moveDeadline(
  fixture: StoreFixture,
  store: KeyedStore,
  id: SessionId,
  expiresAt: number,
  byTouch = false,
): Promise<void> {
  const { version } = await expectLive(store, id, 'whose deadline moves');
  if (byTouch && store.touch) {
    expectEqual(
      await store.touch(id, expiresAt, version, newRevision()),
      true,
      'touch of a live record must return true.',
    );
  } else {
    expectStatus(await store.update(id, fixture.record({ expiresAt }), version), 'written', 'update');
  }
}

export const clearEverythingLaws = [
  law(
    '80c',
    'deleteExpired finds whatever has expired since it was called last: with any id, any owner, and an older deadline',
    async (fixture) => {
      const { one, two } = fixture;
      for (const writer of [two, one]) {
        await clearAll(one, 100);
        const live = await putEverywhere(fixture, writer, fixture.now() + 7_200_000);
        const former = await putEverywhere(fixture, writer, fixture.soon());
        await fixture.pass(fixture.soon());
        await clearSome(one, 2);
        const expiresAt = fixture.soon();
        const later = await putEverywhere(fixture, writer, expiresAt);
        const [touched, updated, past] = live as [SessionId, SessionId, SessionId];
        await moveDeadline(fixture, writer, touched, expiresAt, true);
        await moveDeadline(fixture, writer, updated, expiresAt);
        // Older than everything that was cleared.
        await moveDeadline(fixture, writer, past, fixture.now() - 3_600_000);
        await fixture.pass(expiresAt);
        await clearAll(one, 2);
        for (const id of [...former, ...later, ...live]) await expectCleared(two, id);
      }
      const lasting = await fixture.put();
      for (let round = 0; round < 2; round++) {
        await clearAll(one, 100);
        const soon = fixture.soon();
        const ids = await putEverywhere(fixture, two, soon);
        await fixture.pass(soon);
        const deleted = await clearAll(one, 100);
        const demand = 'deleteExpired must find records that were created after a call in vain.';
        expect(deleted >= ids.length, demand, { deleted });
        for (const id of ids) await expectCleared(two, id);
      }
      await expectLive(two, lasting.id, 'that has not expired');
      await two.delete(lasting.id);
    },
    ['deleteExpired'],
  ),

  law(
    '80d',
    'deleteExpired and countExpired leave records that end within this millisecond, second or minute',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const { expiryGranularityMs } = one.limits;
      await clearAll(one, 100);
      for (const place of [0, 1, 499, 500, 999, 59_999]) {
        await clock.reach(Math.ceil((fixture.now() + 1) / 60_000) * 60_000 + place);
        await clearAll(one, 100);
        const distances = new Set([0, 1, 2, 498, 500, 998, 999, 1000, 59_000, 60_000]);
        const made: { readonly id: SessionId; readonly distance: number }[] = [];
        for (const more of distances) {
          const [id, distance] = [await newId(), expiryGranularityMs + more];
          const record = fixture.record({ expiresAt: fixture.now() + distance });
          expectStatus(await one.create(id, record), 'written', 'create under a fresh id');
          made.push({ id, distance });
        }
        for (const store of [one, two]) {
          const counted = (await store.countExpired?.(100)) ?? 0;
          expectEqual(counted, 0, 'countExpired must count no record that is still live.');
          expectEqual(await clearAll(store, 100), 0, 'deleteExpired must remove no record that is still live.');
        }
        for (const { id, distance } of made) {
          await expectLive(two, id, `that expires in ${distance} ms, after deleteExpired`);
          await two.delete(id);
        }
      }
    },
    ['deleteExpired', 'a given clock'],
  ),

  law(
    '83c',
    'deleteExpired returns more: true until nothing remains, with any limit: 1, 100, 101, 1,001, a million',
    async (fixture) => {
      const { one, two } = fixture;
      await clearOthers(fixture);
      const count = 1250;
      const expiresAt = nextMoment(fixture);
      await putFor(fixture, newOwner(), count, { expiresAt });
      await fixture.pass(expiresAt);
      let left = count;
      for (const [at, limit] of [1, 100, 101, 1001, 1_000_000].entries()) {
        const { deleted, more } = await clearSome(at % 2 === 0 ? one : two, limit);
        left -= deleted;
        const demand = `deleteExpired(${limit}) must return more: true if expired records remain.`;
        expect(more || left === 0, demand, { deleted, more, 'records that remain': left });
      }
      const rest = await clearAll(one, 1000);
      expectEqual(rest, left, `deleteExpired must remove all ${count} expired records and count each one once.`);
    },
    ['deleteExpired', 'a given clock'],
  ),
];
