import { race } from '../../fixture/race.js';
import { newId, newOwner } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectLive,
  expectRecord,
  expectStatus,
  expectStored,
} from '../../fixture/record-expectations.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { expectNothingOwned } from './owned-sessions.js';

export const deleteLaws = [
  law('45', 'after delete, no instance finds the record', async (fixture) => {
    const { one, two } = fixture;
    const { id } = await fixture.put();
    await expectLive(two, id, 'on another instance');
    await one.delete(id);
    await expectAbsent(one, id, 'after delete');
    await expectAbsent(two, id, 'after delete on another instance');
    expectStatus(await two.create(id, fixture.record()), 'written', 'create after delete');
  }),

  law('46a', 'delete returns whether it removed a record', async (fixture) => {
    const { one, two } = fixture;
    const never = await one.delete(await newId());
    expectEqual(never, false, 'delete of an id that never existed must return false.');
    const { id } = await fixture.put();
    const [first, second] = [await one.delete(id), await two.delete(id)];
    expectEqual(first, true, 'delete of a record must return true.');
    expectEqual(second, false, 'delete of a record that another instance deleted must return false.');
  }),

  law(
    '46c',
    "deleteIf with an old version returns 'conflict' and removes nothing; with the current version it returns 'deleted'",
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put();
      const next = fixture.record({ createdAt: record.createdAt });
      await two.update(id, next, stored.version);
      const conflict = await one.deleteIf(id, stored.version);
      expectStatus(conflict, 'conflict', 'deleteIf with an old version');
      expect(conflict.current !== undefined, 'A conflict must carry the current record.', conflict);
      expectRecord(conflict.current, next, one.limits, 'in the current record of a conflict');
      await expectStored(two, id, next, 'after a deleteIf with an old version');
      const deleted = await one.deleteIf(id, conflict.current.version);
      expectStatus(deleted, 'deleted', "deleteIf with a conflict's current version");
      await expectAbsent(two, id, 'after deleteIf');
    },
  ),

  law('46d', "deleteIf of an absent or expired record returns 'gone'", async (fixture) => {
    const { one } = fixture;
    expectStatus(await one.deleteIf(await newId(), 'no-such-version'), 'gone', 'deleteIf of an id that never existed');
    const { id, stored } = await fixture.putExpired();
    expectStatus(await one.deleteIf(id, stored.version), 'gone', 'deleteIf of an expired record');
  }),

  law(
    '47a',
    'delete and deleteIf also remove owner entries',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const [first, second] = [await fixture.put({ owner }), await fixture.put({ owner })];
      await one.delete(first.id);
      await one.deleteIf(second.id, second.stored.version);
      for (const { id } of [first, second]) await one.create(id, fixture.record());
      await expectNothingOwned(two, owner, 'after delete and deleteIf');
      for (const { id } of [first, second])
        await expectLive(two, id, 'that uses the id of a deleted one, without an owner');
    },
    ['owners'],
  ),

  law(
    '47b',
    'the backend stores nothing of a deleted record: no payload, and no id but one under its owner',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = one.owners && { owner: newOwner() };
      const [first, second, owned] = [await fixture.put(), await fixture.put(), await fixture.put({ ...owner })];
      const traces = [first, second, owned].flatMap(({ record }) => [record.payload, record.revision]);
      await fixture.dumpWith(first.id);
      await one.delete(first.id);
      await two.deleteIf(second.id, second.stored.version);
      await one.delete(owned.id);
      const after = await fixture.dump();
      // An index of owners may name too much: the id under its owner.
      const entry = owner && !after.includes(owned.id) ? [owner.owner] : [];
      const left = [first.id, second.id, ...traces, ...entry].filter((trace) => after.includes(trace));
      expectEmpty(left, 'The backend must store nothing of a deleted session.');
    },
    ['dump'],
  ),

  law(
    '48',
    'delete works on an expired record that is still stored, and on one with the latest deadline',
    async (fixture) => {
      const { one, two } = fixture;
      const longest = await fixture.put({ expiresAt: one.limits.maxExpiresAt });
      const result = await two.delete(longest.id);
      expectEqual(result, true, 'delete of a record with the latest deadline must return true.');
      await expectAbsent(one, longest.id, 'after delete of a record with the latest deadline');
      const expiresAt = fixture.soon();
      const [expired, kept] = [await fixture.put({ expiresAt }), await fixture.put({ expiresAt })];
      await fixture.pass(expiresAt);
      await two.delete(expired.id);
      const again = await two.delete(expired.id);
      expectEqual(again, false, 'A second delete of an expired record must return false: the first removed it.');
      if (!one.deleteExpired) return;
      const went = await two.delete(kept.id);
      expectEqual(went, true, 'delete of an expired record that is still stored must return true.');
    },
  ),

  law('46b', 'of two deletes at once exactly one returns true', async (fixture) => {
    const { one, two } = fixture;
    for (let round = 0; round < fixture.rounds(50); round++) {
      const { id } = await fixture.put();
      const results = await race(round, [() => one.delete(id), () => two.delete(id)]);
      const isOne = results.filter(Boolean).length === 1;
      expect(isOne, `Of two deletes at once, exactly one must return true, round ${round}.`, results);
    }
  }),

  law('46e', 'of deleteIf and update from one version exactly one succeeds', async (fixture) => {
    const { one, two } = fixture;
    for (let round = 0; round < fixture.rounds(100); round++) {
      const { id, record, stored } = await fixture.put();
      const next = fixture.record({ createdAt: record.createdAt });
      const [deleted, updated] = await race(round, [
        () => one.deleteIf(id, stored.version),
        () => two.update(id, next, stored.version),
      ]);
      const isOne = (deleted.status === 'deleted') !== (updated.status === 'written');
      const demand = `deleteIf and update from one version: exactly one must succeed, round ${round}.`;
      expect(isOne, demand, { deleted, updated });
      if (deleted.status === 'deleted') {
        expectStatus(updated, 'gone', 'update that lost against deleteIf');
        await expectAbsent(one, id, `after deleteIf won, round ${round}`);
      } else {
        await expectStored(one, id, next, `after update won against deleteIf, round ${round}`);
      }
    }
  }),
];
