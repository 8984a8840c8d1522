import type { StoredSession } from '@sess/core';
import { race } from '../../fixture/race.js';
import { newId, newOwner } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectLive,
  expectRecord,
  expectSameVersion,
  expectStatus,
  expectStored,
} from '../../fixture/record-expectations.js';
import { expect, expectEqual, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { listAll } from './owned-sessions.js';

export const updateLaws = [
  law('29', "update of an id that never existed returns 'gone' and creates no record", async (fixture) => {
    const { one, two } = fixture;
    const id = await newId();
    const { stored } = await fixture.put();
    for (const version of ['no-such-version', stored.version]) {
      expectStatus(await one.update(id, fixture.record(), version), 'gone', 'update of an id that never existed');
      await expectAbsent(two, id, 'after an update of an id that never existed');
    }
  }),

  law(
    '30',
    "update after another instance deleted the record returns 'gone', and the record stays absent",
    async (fixture) => {
      const { one, two } = fixture;
      const { id, stored } = await fixture.put();
      await two.delete(id);
      const updated = await one.update(id, fixture.record(), stored.version);
      expectStatus(updated, 'gone', 'update of a record that was deleted elsewhere');
      await expectAbsent(one, id, 'after an update of a deleted record');
      await expectAbsent(two, id, 'after an update of a deleted record');
    },
  ),

  law('31', "update of an expired record returns 'gone', and the record stays expired", async (fixture) => {
    const { one, two } = fixture;
    const { id, stored } = await fixture.putExpired();
    for (const version of [stored.version, 'no-such-version']) {
      const updated = await one.update(id, fixture.record(), version);
      expectStatus(updated, 'gone', `update of an expired record with the version ${show(version)}`);
    }
    await expectAbsent(two, id, 'after an update of an expired record');
  }),

  law(
    '32',
    "update with an old version returns 'conflict' with the current record, and stores nothing",
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record, stored } = await fixture.put();
      const next = fixture.record({ ...fixture.extras(), createdAt: record.createdAt });
      expectStatus(await two.update(id, next, stored.version), 'written', 'update');
      const conflict = await one.update(id, fixture.record(), stored.version);
      expectStatus(conflict, 'conflict', 'update with the former version');
      const after = await expectLive(one, id, 'after a conflict');
      expect(conflict.current !== undefined, 'A conflict must carry the current record.', conflict);
      expectRecord(conflict.current, next, one.limits, 'in the current record of a conflict');
      const demand = 'The current record of a conflict must have the version that load returns.';
      expectEqual(conflict.current.version, after.version, demand);
      expectRecord(after, next, one.limits, "after an update that returned 'conflict'");
      const updated = await one.update(id, fixture.record(), conflict.current.version);
      expectStatus(updated, 'written', "update from a conflict's current version");
    },
  ),

  law('35a', 'update replaces payload, deadline and revision; createdAt stays', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    const next = fixture.record({ createdAt: record.createdAt + 999_999, expiresAt: record.expiresAt + 77_777 });
    await one.update(id, next, stored.version);
    const whole = { ...next, createdAt: record.createdAt };
    await expectStored(two, id, whole, 'after an update, which must not change createdAt');
  }),

  law('35b', 'update replaces the owner; an absent owner clears it', async (fixture) => {
    const { one } = fixture;
    const { id, record, stored } = await fixture.put({ owner: newOwner() });
    let { version } = stored;
    for (const owner of [newOwner(), undefined, newOwner()]) {
      const next = fixture.record({ createdAt: record.createdAt, ...(owner !== undefined && { owner }) });
      await one.update(id, next, version);
      const after = await expectStored(one, id, next, 'after an update');
      version = after.version;
    }
  }),

  law(
    '35c',
    'update replaces all attributes; absent ones are cleared',
    async (fixture) => {
      const { one } = fixture;
      const { id, record, stored } = await fixture.put({ attributes: fixture.attributes(0) });
      const [name = '', value = null] = Object.entries(fixture.attributes(0))[0] ?? [];
      let { version } = stored;
      for (const attributes of [fixture.attributes(1), { [name]: value }, {}, fixture.attributes(0), undefined]) {
        const next = fixture.record({ createdAt: record.createdAt, ...(attributes && { attributes }) });
        await one.update(id, next, version);
        const after = await expectStored(one, id, next, 'after an update');
        version = after.version;
      }
    },
    ['attributes'],
  ),

  law('36a', 'update may shorten or extend the deadline, in the same step as the payload', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    const longer = fixture.record({ createdAt: record.createdAt, expiresAt: record.expiresAt + 86_400_000 });
    await one.update(id, longer, stored.version);
    const between = await expectStored(two, id, longer, 'after an update that extends the deadline');
    const shorter = fixture.record({ createdAt: record.createdAt, expiresAt: fixture.soon() });
    await one.update(id, shorter, between.version);
    await expectStored(two, id, shorter, 'after an update that shortens it');
    await fixture.pass(shorter.expiresAt);
    await expectAbsent(two, id, 'after the shortened deadline');
  }),

  law('37', 'a refused update does not change the record or its owner entry', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put(fixture.extras());
    const tooLong = fixture.record({ payload: 'x'.repeat(one.limits.maxPayloadBytes + 1) });
    await Promise.allSettled([
      one.update(id, tooLong, stored.version),
      one.update(id, fixture.record(), stored.version, { signal: AbortSignal.abort() }),
    ]);
    const after = await expectStored(two, id, record, 'after refused updates');
    expectSameVersion(stored, after, 'A refused update');
    if (!two.owners) return;
    const sessions = await listAll(two, record.owner ?? '', 5);
    expect(sessions.length === 1, 'A refused update must keep the owner entry.', sessions);
  }),

  law('36b', 'a load during an update returns the complete record from before or after the update', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    let before: StoredSession = stored;
    for (let round = 0; round < fixture.rounds(50); round++) {
      const next = fixture.record({
        createdAt: record.createdAt,
        expiresAt: record.expiresAt + (round + 1) * 60_000,
        owner: newOwner(),
      });
      const [seen] = await race(round, [() => two.load(id), () => one.update(id, next, before.version)]);
      const after = await expectLive(one, id, 'after an update');
      expect(seen !== undefined, `load must find the record while it is updated, round ${round}.`, 'undefined');
      const whole = seen.version === before.version ? before : after;
      expectRecord(seen, whole, one.limits, `while another client updates it, round ${round}`);
      expectEqual(seen.version, whole.version, 'load must return the version of one state.');
      before = after;
    }
  }),
];
