import type { SessionId, SessionRecord } from '@sess/core';
import { race } from '../../fixture/race.js';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectOneWinner,
  expectRecord,
  expectSameVersion,
  expectStatus,
  expectStored,
  expectVersionOf,
} from '../../fixture/record-expectations.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { alikeOwners } from './alike-owners.js';
import { expectNothingOwned } from './owned-sessions.js';

export const createLaws = [
  law('7a', 'load returns what create stored, with the same types and values', async (fixture) => {
    const { one, two } = fixture;
    const id = await newId();
    const record = fixture.record({ payload: '{"a":1,"text":"é"}' });
    const created = await one.create(id, record);
    expectStatus(created, 'written', 'create under a fresh id');
    const stored = await expectStored(two, id, record, 'after create');
    const isText = typeof stored.version === 'string' && stored.version !== '';
    expect(isText, 'version must be a string that is not empty.', stored.version);
    expectVersionOf(created, stored, 'create');
  }),

  law(
    '7b',
    'load returns exactly the owner that create stored, even if sessions cannot be found by owner',
    async (fixture) => {
      for (const owner of alikeOwners(newRevision().slice(0, 8))) {
        const { id, record, stored } = await fixture.put({ owner });
        expectRecord(stored, record, fixture.one.limits, 'after create');
        await fixture.one.delete(id);
      }
    },
  ),

  law(
    '7c',
    'load returns the attributes that create stored, with the same types and values',
    async (fixture) => {
      for (const which of [0, 1] as const) {
        const { record, stored } = await fixture.put({ attributes: fixture.attributes(which) });
        expectRecord(stored, record, fixture.one.limits, 'after create');
      }
      const nothing = Object.fromEntries(Object.keys(fixture.attributes(0)).map((name) => [name, null]));
      const { record, stored } = await fixture.put({ attributes: nothing });
      expectRecord(stored, record, fixture.one.limits, 'after create with attributes that are all null');
    },
    ['attributes'],
  ),

  law('7d', 'createdAt comes back exactly even if it is 0 or 1, unless the store refuses it', async (fixture) => {
    const { one, two } = fixture;
    for (const createdAt of [0, 1]) {
      const id = await newId();
      const record = fixture.record({ createdAt });
      // A column may have no room for the first second of 1970.
      const created = await one.create(id, record).catch(() => undefined);
      if (!created) continue;
      expectStatus(created, 'written', 'create under a fresh id');
      await expectStored(two, id, record, `after a create with createdAt ${createdAt}`);
      await one.delete(id);
    }
  }),

  law('8', "create on a live id returns 'taken' and does not change the record", async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    for (const store of [one, two]) {
      expectStatus(await store.create(id, fixture.record()), 'taken', 'create on a live id');
    }
    const after = await expectStored(two, id, record, "after a create that returned 'taken'");
    expectSameVersion(stored, after, "A create that returns 'taken'");
  }),

  law(
    '10a',
    'create on an expired record that is still stored succeeds and keeps nothing of the old record',
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record: former, stored } = await fixture.putExpired(fixture.extras());
      const record = fixture.record();
      expectStatus(await one.create(id, record), 'written', 'create on an expired record');
      await expectStored(two, id, record, 'after replacing an expired one');
      const late = await two.update(id, fixture.record(), stored.version);
      expectStatus(late, 'conflict', 'update with the version of an expired record that was replaced');
      await expectNothingOwned(one, former.owner ?? '', 'after the record of its session was replaced');
    },
  ),

  law('11', 'a record created with a deadline in the past is never found', async (fixture) => {
    const { one, two } = fixture;
    for (const age of [1, 1000, 86_400_000]) {
      const id = await newId();
      await one.create(id, fixture.record({ expiresAt: fixture.now() - one.limits.expiryGranularityMs - age }));
      await expectAbsent(one, id, 'for a record created with a deadline in the past');
      await expectAbsent(two, id, 'for a record created with a deadline in the past');
      expectStatus(await two.create(id, fixture.record()), 'written', 'create on a record that was never live');
    }
  }),

  law('12', 'a record with an empty payload exists like any other', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put({ payload: '' });
    expectRecord(stored, record, one.limits, 'with an empty payload');
    expectStatus(await two.create(id, fixture.record()), 'taken', 'create on a live record with an empty payload');
    const next = fixture.record();
    expectStatus(await two.update(id, next, stored.version), 'written', 'update of a record with an empty payload');
    const whole = { ...next, createdAt: record.createdAt };
    const filled = await expectStored(one, id, whole, 'after an update of an empty payload');
    const emptied = { ...whole, payload: '', revision: newRevision() };

    expectStatus(await two.update(id, emptied, filled.version), 'written', 'update to an empty payload');
    await expectStored(one, id, emptied, 'after an update to an empty payload');
  }),

  law('14', 'a refused create leaves no record and no owner entry', async (fixture) => {
    const { one, two } = fixture;
    const owner = newOwner();
    const tooLong = fixture.record({ owner, payload: 'x'.repeat(one.limits.maxPayloadBytes + 1) });
    const [id, other] = [await newId(), await newId()];
    const aborted = { signal: AbortSignal.abort() };
    await Promise.allSettled([one.create(id, tooLong), one.create(other, fixture.record({ owner }), aborted)]);
    await expectAbsent(two, id, 'after a create that was refused for its size');
    await expectAbsent(two, other, 'after a create whose signal was aborted');
    expectStatus(await two.create(id, fixture.record()), 'written', 'create after a refused create');
    await expectNothingOwned(two, owner, 'after a refused create');
  }),

  law(
    '9',
    "two instances create one id at once: exactly one returns 'written', and its record is stored",
    async (fixture) => {
      const { one, two } = fixture;
      for (let round = 0; round < fixture.rounds(50); round++) {
        const id = await newId();
        const [mine, other] = [fixture.record(), fixture.record()];
        const results = await race(round, [() => one.create(id, mine), () => two.create(id, other)]);
        expectOneWinner(results, 'written', `Two creates of one id, round ${round}`);
        const winner = results[0].status === 'written' ? mine : other;
        await expectStored(one, id, winner, "of the create that returned 'written'");
      }
    },
  ),

  law('10b', "two creates on one expired record at once: exactly one returns 'written'", async (fixture) => {
    const { one, two } = fixture;
    const made = await fixture.putManyExpired(fixture.rounds(50));
    for (const [round, { id }] of made.entries()) {
      const [mine, other] = [fixture.record(), fixture.record()];
      const results = await race(round, [() => one.create(id, mine), () => two.create(id, other)]);
      expectOneWinner(results, 'written', `Two creates on one expired record, round ${round}`);
    }
  }),

  law(
    '10c',
    'create on a record whose deadline another client moves at that moment: exactly one of the two succeeds',
    async (fixture) => {
      const { one, two } = fixture;
      const made = await fixture.putManyExpired(fixture.rounds(50));
      await fixture.whileTwoIsLate(async () => {
        for (const [round, { id, stored }] of made.entries()) {
          const [fresh, longer] = [fixture.record(), fixture.record()];
          const [created, updated] = await race(round, [
            () => one.create(id, fresh),
            () => two.update(id, longer, stored.version),
          ]);
          const isBoth = created.status === 'written' && updated.status === 'written';
          const demand = `create on a record that another client just extended must return 'taken', round ${round}.`;
          expect(!isBoth, demand, { created, updated });
          const winner = created.status === 'written' ? fresh : { ...longer, createdAt: stored.createdAt };
          await expectStored(one, id, winner, `of the call that returned 'written', round ${round}`);
        }
      });
    },
    ['a given clock'],
  ),

  law('10d', 'a load that finds an expired record never removes the record that replaces it', async (fixture) => {
    const { one, two } = fixture;
    const made = await fixture.putManyExpired(fixture.rounds(50));
    const replaced = new Map<SessionId, SessionRecord>();
    for (const [round, { id }] of made.entries()) {
      const record = fixture.record();
      const [, created] = await race(round, [() => one.load(id), () => two.create(id, record)]);
      expectStatus(created, 'written', `create on an expired record that is loaded at once, round ${round},`);
      replaced.set(id, record);
    }
    // A load may remove the record later, after it has returned.
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    const when = 'that replaced an expired one while another client loaded it';
    for (const [id, record] of replaced) await expectStored(two, id, record, when);
  }),
];
