import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import {
  type ConditionalCall,
  deletingIf,
  everyTouch,
  expectConflict,
  expectGone,
  updating,
} from '../../fixture/conditional-calls.js';
import { newId, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectSameVersion,
  expectStatus,
  expectStored,
  expectVersionOf,
} from '../../fixture/record-expectations.js';
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

function instances({ one, two }: StoreFixture, index: number): readonly [KeyedStore, KeyedStore] {
  return index % 2 ? [two, one] : [one, two];
}

/** Every conditional call that the store has. */
function everyCall(fixture: StoreFixture, { id, stored }: Pick<Standing, 'id' | 'stored'>): ConditionalCall[] {
  const updates = recordChanges(fixture).map((change) => updating(id, stored, change));
  return [...updates, ...everyTouch(fixture.one, id, stored), deletingIf(id)];
}

export const conditionLaws = [
  law(
    '127a',
    "create on a live id returns 'taken' whatever the two records have in common, and changes nothing",
    async (fixture) => {
      for (const [index, kind] of recordKinds(fixture).entries()) {
        const [store, other] = instances(fixture, index);
        const { id, stored } = await fixture.put(kind.fields());
        const what = `of a live record with ${kind.name}`;
        for (const change of recordChanges(fixture)) {
          const created = await store.create(id, change.record(stored));
          expectStatus(created, 'taken', `create under the id ${what}, ${change.name},`);
        }
        // Whatever such a create returns, it must not change the record.
        await store.create(id, { ...fixture.record(), expiresAt: fixture.now() - 86_400_000 });
        const after = await expectStored(other, id, stored, `after creates under the id ${what}`);
        expectSameVersion(stored, after, "A create that returns 'taken'");
        await other.delete(id);
      }
    },
  ),

  law(
    '127b',
    'a call with an old version changes nothing, whatever the record and the call hold, and conflicts are whole',
    async (fixture) => {
      const { limits } = fixture.one;
      for (const [index, kind] of recordKinds(fixture).entries()) {
        const [store, other] = instances(fixture, index);
        const { id, stored: former } = await fixture.put(kind.fields());
        const renewals = index % 3 === 2 ? everyTouch(other, id, former).slice(1, 2) : [];
        const [second = updating(id, former, { name: 'of every value', record: () => fixture.record(kind.fields()) })] =
          renewals;
        const { status } = await second.call(other, former.version);
        expect(status === 'done', `${second.name} of a record with ${kind.name} must succeed.`, status);
        const stored = await expectStored(
          store,
          id,
          second.leaves!,
          `after ${second.name} of a record with ${kind.name}`,
        );
        const when = `with the former version of a record with ${kind.name}`;
        for (const call of everyCall(fixture, { id, stored })) {
          expectConflict(await call.call(store, former.version), call, stored, limits, when);
        }
        const after = await expectStored(other, id, stored, `after calls ${when}`);
        expectSameVersion(stored, after, 'A call with an old version');
        const [now] = everyCall(fixture, { id, stored });
        const last = await now!.call(store, stored.version);
        expect(last.status === 'done', `${now!.name} with the version of a conflict must succeed.`, last);
        await other.delete(id);
      }
    },
  ),

  law(
    '128',
    'update and touch store every kind of change, also one that changes nothing but the revision',
    async (fixture) => {
      for (const [index, kind] of recordKinds(fixture).entries()) {
        const made = await fixture.put(kind.fields());
        const { id } = made;
        let { stored } = made;
        const seen = new Set([stored.version]);
        const write = async (store: KeyedStore, other: KeyedStore, { name, leaves, call }: ConditionalCall) => {
          const when = `after ${name}, of a record that began with ${kind.name}`;
          const { status } = await call(store, stored.version);
          expect(status === 'done', `${name} with the current version must succeed.`, status);
          stored = await expectStored(other, id, leaves!, when);
          expect(!seen.has(stored.version), `The version must be new ${when}.`, stored.version);
          seen.add(stored.version);
        };
        const changes = recordChanges(fixture);
        for (let step = 0; step < changes.length; step++) {
          const [store, other] = instances(fixture, step);
          // Another order for each kind, so that each change meets other records.
          const change = changes[(step * 7 + index * 3) % changes.length]!;
          await write(store, other, updating(id, stored, change));
          const touch = step % 2 ? everyTouch(store, id, stored)[(step + index) % 3] : undefined;
          if (touch) await write(other, store, touch);
        }
        await fixture.one.delete(id);
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
  const calls = everyCall(fixture, standing).filter((_, at) => (at + standing.turn) % 3 === 0);
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
