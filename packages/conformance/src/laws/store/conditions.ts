import type { KeyedStore } from '@sess/core';
import {
  type ConditionalCall,
  everyCall,
  everyTouch,
  expectConflict,
  instances,
  updating,
} from '../../fixture/conditional-calls.js';
import { expectSameVersion, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import { recordChanges, recordKinds } from '../../fixture/record-kinds.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

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
        // By another instance and by the same one, which may remember the former version.
        const writer = index % 2 ? store : other;
        const renewals = index % 3 === 2 ? everyTouch(writer, id, former).slice(1, 2) : [];
        const [second = updating(id, former, { name: 'of every value', record: () => fixture.record(kind.fields()) })] =
          renewals;
        const { status } = await second.call(writer, former.version);
        expect(status === 'done', `${second.name} of a record with ${kind.name} must succeed.`, status);
        const stored = await expectStored(
          store,
          id,
          second.leaves!,
          `after ${second.name} of a record with ${kind.name}`,
        );
        const when = `with the former version of a record with ${kind.name}`;
        for (const call of everyCall(fixture, id, stored)) {
          expectConflict(await call.call(store, former.version), call, stored, limits, when);
        }
        const after = await expectStored(other, id, stored, `after calls ${when}`);
        expectSameVersion(stored, after, 'A call with an old version');
        const [now] = everyCall(fixture, id, stored);
        const last = await now!.call(store, stored.version);
        expect(last.status === 'done', `${now!.name} with the version of a conflict must succeed.`, last);
        await other.delete(id);
      }
    },
  ),

  law(
    '128a',
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
];
