import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import { race } from '../../fixture/race.js';
import { newId, newRevision } from '../../fixture/random-ids.js';
import { expectAbsent, expectRecord, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import { recordOf } from '../../fixture/record-kinds.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

interface Renewal {
  readonly expiresAt: number;
  readonly revision: string;
}

/** Renews like core: by touch if the store has it, else by an update with the same payload. */
async function renew(store: KeyedStore, id: SessionId, found: StoredSession, renewal: Renewal): Promise<boolean> {
  if (store.touch) return store.touch(id, renewal.expiresAt, found.version, renewal.revision);
  return (await store.update(id, { ...recordOf(found), ...renewal }, found.version)).status === 'written';
}

export const touchLaws = [
  law(
    '39a',
    'touch moves the deadline, stores the revision, gives a new version, and changes nothing else',
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put(fixture.extras());
      let { version } = stored;
      for (const distance of [7_200_000, 60_000, 86_400_000]) {
        const renewal = { expiresAt: fixture.now() + distance, revision: newRevision() };
        const touched = await one.touch?.(id, renewal.expiresAt, version, renewal.revision);
        expectEqual(touched, true, 'touch of a live record with its current version must return true.');
        const after = await expectStored(two, id, { ...record, ...renewal }, 'after a touch');
        expect(after.version !== version, 'A touch must give a new version.', version);
        version = after.version;
      }
    },
    ['touch'],
  ),

  law(
    '39b',
    "a write that loaded before a touch returns 'conflict' and cannot restore the old deadline",
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put();
      const renewal = { expiresAt: record.expiresAt + 86_400_000, revision: newRevision() };
      await one.touch?.(id, renewal.expiresAt, stored.version, renewal.revision);
      const result = await two.update(id, fixture.record(), stored.version);
      expectStatus(result, 'conflict', 'update from a version before a touch');
      expectRecord(result.current, { ...record, ...renewal }, one.limits, 'in the conflict after a touch');
      expectStatus(await two.deleteIf(id, stored.version), 'conflict', 'deleteIf from a version before a touch');
      await expectStored(one, id, { ...record, ...renewal }, 'after writes that were loaded before the touch');
    },
    ['touch'],
  ),

  law(
    '40',
    'touch of an absent or expired record, or with an old version, returns false and changes nothing',
    async (fixture) => {
      const { one, two } = fixture;
      const far = () => fixture.now() + 86_400_000;
      const missing = await newId();
      const result = await one.touch?.(missing, far(), 'no-such-version', newRevision());
      expectEqual(result, false, 'touch of an absent record must return false.');
      await expectAbsent(two, missing, 'after a touch of an absent record');

      const { id, record, stored } = await fixture.put();
      const shortened = fixture.record({ createdAt: record.createdAt, expiresAt: fixture.soon() });
      await two.update(id, shortened, stored.version);
      const old = await one.touch?.(id, far(), stored.version, newRevision());
      expectEqual(old, false, 'touch with an old version must return false.');
      const when = 'after a touch with an old version, which must not extend a shortened deadline';
      const after = await expectStored(two, id, shortened, when);

      await fixture.pass(shortened.expiresAt);
      const late = await one.touch?.(id, far(), after.version, newRevision());
      expectEqual(late, false, 'touch of an expired record must return false.');
      await expectAbsent(two, id, 'after a touch of an expired record');

      const gone = await fixture.put();
      await two.delete(gone.id);
      const revived = await one.touch?.(gone.id, far(), gone.stored.version, newRevision());
      expectEqual(revived, false, 'touch of a deleted record must return false.');
      await expectAbsent(two, gone.id, 'after a touch of a deleted record');
    },
    ['touch'],
  ),

  law(
    '41',
    'a renewal that races an update never rolls back data: exactly one of the two succeeds',
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put();
      let current = stored;
      for (let round = 0; round < fixture.rounds(100); round++) {
        const before = current;
        const next = fixture.record({ createdAt: record.createdAt });
        const renewal = { expiresAt: record.expiresAt + round * 1000, revision: newRevision() };
        const [updated, renewed] = await race(round, [
          () => one.update(id, next, before.version),
          () => renew(two, id, before, renewal),
        ]);
        const isOne = (updated.status === 'written') !== renewed;
        const demand = `Of an update and a renewal from one version, exactly one must succeed, round ${round}.`;
        expect(isOne, demand, { updated, renewed });

        const winner = renewed ? { ...recordOf(before), ...renewal } : next;
        current = await expectStored(one, id, winner, `of the one that succeeded, round ${round}`);
      }
    },
  ),

  law('42', 'a renewal that races a delete never restores the record', async (fixture) => {
    const { one, two } = fixture;
    for (let round = 0; round < fixture.rounds(100); round++) {
      const { id, stored } = await fixture.put();
      const renewal = { expiresAt: fixture.now() + 86_400_000, revision: newRevision() };
      const [deleted] = await race(round, [() => one.delete(id), () => renew(two, id, stored, renewal)]);
      expect(deleted, `delete must return true for a stored record, round ${round}.`, deleted);
      await expectAbsent(round % 2 ? one : two, id, `after a delete that raced a renewal, round ${round}`);
    }
  }),
];
