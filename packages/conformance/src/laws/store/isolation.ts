import type { KeyedStore } from '@sess/core';
import { newId, newOwner } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll } from './clear-all.js';
import { idsOf } from './owned-sessions.js';

export const isolationLaws = [
  law(
    '95',
    "stores with different tables, collections or prefixes never see each other's sessions",
    async (fixture) => {
      const { one, clock, subject } = fixture;
      const elsewhere: KeyedStore | undefined = (await subject.openElsewhere?.({ clock: clock.now }))?.store;
      expect(elsewhere !== undefined, 'openElsewhere must open a store.', elsewhere);
      const owner = newOwner();
      const owned = one.owners && { owner };
      const { id, record, stored } = await fixture.put({ ...owned });
      await expectAbsent(elsewhere, id, 'for a record of another table or prefix');
      const updated = await elsewhere.update(id, fixture.record(), stored.version);
      expectStatus(updated, 'gone', 'update of a record in another table');
      expectEqual(await elsewhere.delete(id), false, 'delete of a record in another table must return false.');
      const other = fixture.record({ ...owned });
      const created = await elsewhere.create(id, other);
      expectStatus(created, 'written', 'create under an id that is live in another table or prefix');
      await expectStored(one, id, record, 'in its own table');
      await expectStored(elsewhere, id, other, 'in the other table');

      const expiresAt = fixture.soon();
      const expired = await newId();
      for (const store of [one, elsewhere]) await store.create(expired, fixture.record({ expiresAt }));
      await fixture.pass(expiresAt);
      if (one.deleteExpired && elsewhere.deleteExpired) {
        await clearAll(one, 100);
        const went = await elsewhere.delete(expired);
        expectEqual(went, true, "deleteExpired must leave another table's records for delete to find.");
      }
      if (!one.owners || !elsewhere.owners) return;
      await fixture.put({ owner });
      const listed = await idsOf(elsewhere, owner);
      expectEqual(listed.join(), id, "A list must contain the owner's one session in its own table only.");
      const deleted = await elsewhere.owners.deleteByOwner(owner, { except: [] });
      expectEqual(deleted, 1, "deleteByOwner must remove the owner's one session in its own table.");
      await expectLive(one, id, 'after deleteByOwner in another table');
    },
    ['openElsewhere'],
  ),
];
