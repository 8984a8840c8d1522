import type { KeyedStore } from '@sess/core';
import { newId, newRevision } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectRecord, expectStatus } from '../../fixture/record-expectations.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll } from './clear-all.js';

export const isolationLaws = [
  law(
    '95',
    "stores with different tables, collections or prefixes never see each other's sessions",
    async (fixture) => {
      const { one, clock, subject } = fixture;
      const elsewhere: KeyedStore | undefined = (await subject.openElsewhere?.({ clock: clock.now }))?.store;
      expect(elsewhere !== undefined, 'openElsewhere must open a store.', elsewhere);
      const owner = `owner-${newRevision()}`;
      const owned = one.owners && { owner };
      const { id, record, stored } = await fixture.put({ ...owned });
      await expectAbsent(elsewhere, id, 'for a record of another table or prefix');
      expectStatus(
        await elsewhere.update(id, fixture.record(), stored.version),
        'gone',
        'update of a record in another table',
      );
      expect(!(await elsewhere.delete(id)), 'delete of a record in another table must return false.', true);
      const other = fixture.record({ ...owned });
      expectStatus(
        await elsewhere.create(id, other),
        'written',
        'create under an id that is live in another table or prefix',
      );
      expectRecord(await expectLive(one, id, 'in its own table'), record, one.limits, 'in its own table');
      expectRecord(await expectLive(elsewhere, id, 'in the other table'), other, one.limits, 'in the other table');

      const expiresAt = fixture.soon();
      const expired = await newId();
      await elsewhere.create(expired, fixture.record({ expiresAt }));
      await fixture.pass(expiresAt);
      if (one.deleteExpired && elsewhere.deleteExpired) {
        await clearAll(one, 100);
        expect(
          await elsewhere.delete(expired),
          "deleteExpired must not remove another table's records.",
          'it was gone',
        );
      }
      if (!one.owners || !elsewhere.owners) return;
      const deleted = await elsewhere.owners.deleteByOwner(owner, { except: [] });
      expect(deleted === 1, "deleteByOwner must remove the owner's one session in its own table.", { deleted });
      await expectLive(one, id, 'after deleteByOwner in another table');
    },
    ['openElsewhere'],
  ),
];
