import type { KeyedStore } from '@sess/core';
import { newId } from '../../fixture/random-ids.js';
import { expectLive, expectSameVersion, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import { expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll, clearOthers, nextMoment } from './clear-all.js';

async function expectCount(store: KeyedStore, limit: number, wanted: number, when: string): Promise<void> {
  const counted = await store.countExpired?.(limit);
  expectEqual(counted, wanted, `countExpired(${limit}) must return ${wanted} ${when}.`);
}

export const countExpiredLaws = [
  law(
    '122',
    'countExpired counts all expired records up to `limit` and no live one, changes nothing, and is 0 after clearing',
    async (fixture) => {
      const { one, two } = fixture;
      await clearOthers(fixture);
      const { id, record, stored } = await fixture.put();
      await expectCount(two, 10, 0, 'if only live records are there');
      await fixture.putManyExpired(5, { expiresAt: nextMoment(fixture) });
      for (const [limit, wanted] of [
        [10, 5],
        [5, 5],
        [2, 2],
        [1, 1],
        [10, 5],
      ] as const) {
        for (const store of [one, two]) await expectCount(store, limit, wanted, 'if 5 records have expired');
      }
      expectEqual(await clearAll(one, 100), 5, 'deleteExpired must find all records that countExpired has counted.');
      const after = await expectStored(two, id, record, 'after countExpired');
      expectSameVersion(stored, after, 'countExpired');
      for (const store of [one, two]) await expectCount(store, 10, 0, 'after deleteExpired has removed all');
    },
    ['countExpired', 'deleteExpired'],
  ),

  law(
    '122b',
    'countExpired no longer counts what was deleted or replaced, and never counts what is in another table',
    async (fixture) => {
      const { one, two, subject, clock } = fixture;
      const elsewhere = (await subject.openElsewhere?.({ clock: clock.now }))?.store;
      await clearOthers(fixture);
      const expiresAt = nextMoment(fixture);
      const stray = await newId();
      await elsewhere?.create(stray, fixture.record({ expiresAt }));
      const [deleted, replaced, lasting] = await fixture.putManyExpired(3, { expiresAt });
      if (!deleted || !replaced || !lasting) return;
      for (const store of [one, two]) await expectCount(store, 10, 3, 'if 3 records have expired in this table');
      await one.delete(deleted.id);
      for (const store of [one, two]) await expectCount(store, 10, 2, 'after a delete of one of 3 expired records');
      const created = await two.create(replaced.id, fixture.record());
      expectStatus(created, 'written', 'create under the id of an expired record');
      for (const store of [one, two]) await expectCount(store, 10, 1, 'after a create in place of another');
      expectEqual(await clearAll(two, 100), 1, 'deleteExpired must remove the one that is left.');
      for (const store of [one, two]) await expectCount(store, 10, 0, 'after deleteExpired has removed all');
      await expectLive(one, replaced.id, 'that replaced an expired one');
      await elsewhere?.delete(stray);
    },
    ['countExpired', 'deleteExpired'],
  ),
];
