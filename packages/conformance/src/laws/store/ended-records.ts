import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import {
  deletingIf,
  everyCall,
  everyTouch,
  expectConflict,
  expectGone,
  instances,
  touching,
  updating,
} from '../../fixture/conditional-calls.js';
import { newId, newRevision } from '../../fixture/random-ids.js';
import { expectAbsent, expectStatus, expectStored, expectVersionOf } from '../../fixture/record-expectations.js';
import { recordChanges, type RecordKind, recordKinds, recordOf } from '../../fixture/record-kinds.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

interface Standing {
  readonly turn: number;
  readonly kind: RecordKind;
  readonly id: SessionId;
  readonly stored: StoredSession;
}

export const endedRecordLaws = [
  law(
    '128b',
    'a record whose deadline an update or a touch moves into the past is absent from then on',
    async (fixture) => {
      const { one, two } = fixture;
      for (const [index, age] of [1, 1000, 86_400_000].entries()) {
        const expiresAt = fixture.now() - one.limits.expiryGranularityMs - age;
        for (const verb of one.touch ? (['update', 'touch'] as const) : (['update'] as const)) {
          const [store] = instances(fixture, index);
          const { id, stored } = await fixture.put(fixture.extras());
          const ended = { ...recordOf(stored), expiresAt, revision: newRevision() };
          const change = { name: 'with a deadline in the past', record: () => ended };
          const call = verb === 'touch' ? touching(id, stored, expiresAt, 'a past') : updating(id, stored, change);
          const result = await call.call(store, stored.version);
          expect(result.status === 'done', `${call.name} with the current version must succeed.`, result);
          for (const each of [one, two]) await expectAbsent(each, id, `after ${call.name}`);
          expectStatus(await two.create(id, fixture.record()), 'written', `create after ${call.name}`);
          await one.delete(id);
        }
      }
    },
  ),

  law(
    '136a',
    "after a delete, every conditional call returns 'gone' or false, whatever the record and the call hold",
    async (fixture) => {
      for (const [index, kind] of recordKinds(fixture).entries()) {
        const [store, other] = instances(fixture, index);
        const { id, stored } = await fixture.put(kind.fields());
        if (index % 2) await other.delete(id);
        else await other.deleteIf(id, stored.version);
        const standing = { turn: index, kind, id, stored };
        await expectAllGone(fixture, store, standing, 'that was deleted');
        await expectReplaced(store, other, fixture, standing);
      }
    },
  ),

  law(
    '136b',
    'after its deadline, a record of any kind is absent for every conditional call, and create replaces it',
    async (fixture) => {
      const expiresAt = fixture.soon();
      const made = await Promise.all(
        recordKinds(fixture).map(async (kind, turn): Promise<Standing> => {
          const [id, record] = [await newId(), fixture.record({ ...kind.fields(), expiresAt })];
          await fixture.one.create(id, record);
          // On a slow machine with a real clock, the record may have expired by now.
          return { turn, kind, id, stored: (await fixture.one.load(id)) ?? { ...record, version: 'no-such-version' } };
        }),
      );
      await fixture.pass(expiresAt);
      for (const [index, standing] of made.entries()) {
        const [store, other] = instances(fixture, index);
        await expectAllGone(fixture, store, standing, 'that has expired');
        await expectReplaced(store, other, fixture, standing);
      }
    },
  ),
  law(
    '136c',
    'one millisecond before its deadline a record is live for every conditional call and for create',
    async (fixture) => {
      const { clock } = fixture;
      const expiresAt = fixture.soon();
      const calls = await Promise.all(
        recordKinds(fixture).flatMap((kind) =>
          [0, 1, 2, 3].map(async (turn) => {
            const { id, stored } = await fixture.put({ ...kind.fields(), expiresAt });
            const longer = { ...recordOf(stored), expiresAt: expiresAt + 600_000, revision: newRevision() };
            const update = updating(id, stored, { name: 'with a later deadline', record: () => longer });
            const renewals = [update, everyTouch(fixture.one, id, stored)[1] ?? update, deletingIf(id)];
            return { kind, id, stored, call: renewals[turn] };
          }),
        ),
      );
      const last = Math.min(...calls.map(({ stored }) => stored.expiresAt)) - 1;
      await clock.reach(last);
      for (const [index, { kind, id, stored, call }] of calls.entries()) {
        const [store] = instances(fixture, index);
        const when = `one millisecond before the deadline of a record with ${kind.name}`;
        if (call) {
          const result = await call.call(store, stored.version);
          expect(result.status === 'done', `${call.name} must succeed ${when}.`, result);
        } else expectStatus(await store.create(id, fixture.record()), 'taken', `create ${when}`);
      }
      await Promise.all(calls.map(({ id }) => fixture.one.delete(id)));
    },
    ['a given clock'],
  ),
];

async function expectAllGone(fixture: StoreFixture, store: KeyedStore, standing: Standing, ended: string) {
  const when = `for a record with ${standing.kind.name} ${ended}`;
  // A third of the calls for each kind: each call meets several kinds.
  const calls = everyCall(fixture, standing.id, standing.stored).filter((_, at) => (at + standing.turn) % 3 === 0);
  for (const call of calls) expectGone(await call.call(store, standing.stored.version), call, when);
  await expectAbsent(fixture.one, standing.id, when);
  await expectAbsent(fixture.two, standing.id, when);
}

/** Fails unless a new record can take the id, without anything of the former one. */
async function expectReplaced(store: KeyedStore, other: KeyedStore, fixture: StoreFixture, standing: Standing) {
  const { id, kind, stored } = standing;
  const record = fixture.record();
  const when = `after create over a former record with ${kind.name}`;
  const created = await store.create(id, record);
  expectStatus(created, 'written', `create over a former record with ${kind.name}`);
  const after = await expectStored(other, id, record, when);
  expectVersionOf(created, after, 'create');
  const [first] = recordChanges(fixture).map((change) => updating(id, after, change));
  for (const call of [first!, ...everyTouch(store, id, after), deletingIf(id)]) {
    expectConflict(
      await call.call(store, stored.version),
      call,
      after,
      fixture.one.limits,
      `${when}, with its version`,
    );
  }
  await other.delete(id);
}
