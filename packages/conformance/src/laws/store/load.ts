import type { SessionId } from '@sess/core';
import { abortError } from '../../fixture/error-kinds.js';
import { deface } from '../../fixture/deface.js';
import { everyVerb } from '../../fixture/every-verb.js';
import { newId, newKey, newOwner } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectLive,
  expectRecord,
  expectSameVersion,
  expectStatus,
  expectStored,
} from '../../fixture/record-expectations.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const loadLaws = [
  law('17', 'load returns undefined for an id that never existed, and creates no record', async (fixture) => {
    const { one, two } = fixture;
    const id = await newId();
    await expectAbsent(one, id, 'for an id that never existed');
    await expectAbsent(two, id, 'for an id that was only loaded');
    const record = fixture.record();
    expectStatus(await two.create(id, record), 'written', 'create under an id that was only loaded');
    for (const store of [one, two]) {
      await expectStored(store, id, record, 'after create under an id that was only loaded');
    }
  }),

  law('18', 'load changes neither payload, version nor deadline', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    // Often, because a store may do something at every tenth load.
    for (let load = 0; load < 40; load++) {
      const again = await expectStored(load % 2 ? two : one, id, record, 'on every load');
      expectSameVersion(stored, again, 'A load');
      expectEqual(again.expiresAt, stored.expiresAt, 'A load must not move the deadline.');
    }
    const updated = await one.update(id, fixture.record(), stored.version);
    expectStatus(updated, 'written', 'update from a version after more loads');
  }),

  law('19', "two loads return independent objects, and a store does not keep its caller's object", async (fixture) => {
    const { one } = fixture;
    const attributes = fixture.subject.attributes && { attributes: fixture.attributes(0) };
    const id = await newId();
    const record = fixture.record({ ...attributes });
    const given = structuredClone(record);
    await one.create(id, given);
    deface(given);
    const first = await expectStored(one, id, record, 'after the object passed to create was changed');
    deface(first);
    await expectStored(one, id, record, 'after the object that another load returned was changed');
    for (const refuse of [() => one.update(id, fixture.record(), 'no-such'), () => one.deleteIf(id, 'no-such')]) {
      const conflict = await refuse();
      expectStatus(conflict, 'conflict', 'update and deleteIf with an old version');
      expect(typeof conflict.current === 'object', 'A conflict must carry the current record.', conflict);
      deface(conflict.current);
    }
    const third = await expectStored(one, id, record, 'after the object of a conflict was changed');
    const next = fixture.record({ ...attributes });
    const handed = structuredClone(next);
    await one.update(id, handed, third.version);
    deface(handed);
    const whole = { ...next, createdAt: record.createdAt };
    await expectStored(one, id, whole, 'after the object passed to update was changed');
  }),

  law(
    '20',
    'a second instance sees a record once create has resolved, and a change once update has resolved',
    async (fixture) => {
      const { one, two } = fixture;
      for (let round = 0; round < fixture.rounds(20); round++) {
        const id = await newId();
        const record = fixture.record();
        await one.create(id, record);
        const seen = await expectStored(two, id, record, 'as soon as create has resolved');
        let { version } = seen;
        for (let step = 0; step < 2; step++) {
          const next = fixture.record({ createdAt: record.createdAt });
          await two.update(id, next, version);
          const after = await expectStored(one, id, next, 'as soon as update has resolved elsewhere');
          ({ version } = after);
        }
      }
    },
  ),

  law(
    '22',
    'ids that differ in one character are different sessions, and part of an id finds none',
    async (fixture) => {
      const { one, two } = fixture;
      const { id, record } = await fixture.put();
      for (const at of [0, 19, 39]) {
        const digit = id[at] === '0' ? '1' : '0';
        const neighbour = (id.slice(0, at) + digit + id.slice(at + 1)) as SessionId;
        await expectAbsent(two, neighbour, `for an id that differs in character ${at} only`);
        const other = fixture.record();
        const created = await one.create(neighbour, other);
        expectStatus(created, 'written', `create under an id that differs in character ${at} only`);
        await expectStored(two, neighbour, other, 'under the other id');
        await expectStored(two, id, record, 'beside an id that differs in one character');
      }
      const { id: kept, record: standing } = await fixture.put();
      const last = `${kept.slice(0, 39)}${kept.endsWith('0') ? '1' : '0'}` as SessionId;
      const deleted = await two.delete(last);
      expectEqual(deleted, false, 'delete of an id that differs in its last character must return false.');
      const missed = await two.update(last, fixture.record(), 'no-such-version');
      expectStatus(missed, 'gone', 'update of an id that differs in its last character');
      await expectStored(one, kept, standing, 'after calls for an id that differs in its last character');
      for (const part of [id.slice(0, 39), id.slice(1), id.slice(0, 20)]) {
        await expectAbsent(two, part as SessionId, 'for a part of an id');
      }
    },
  ),

  law(
    '22b',
    'ids that are equal as numbers are different sessions: long digits, exponents, leading zeros, letters up to z',
    async (fixture) => {
      const { one, two } = fixture;
      const digits = BigInt(`0x${await newId()}`)
        .toString()
        .padStart(40, '1')
        .slice(0, 39);
      const [few, hex, letters] = [digits.slice(0, 9), (await newId()).slice(1), newKey().slice(1)];
      const groups: readonly (readonly string[])[] = [
        [`${digits}0`, `${digits}1`, `${digits}9`],
        [`${few}e3`.padStart(40, '0'), `${few}000`.padStart(40, '0'), `${few}0e2`.padStart(40, '0'), `${few}e3`],
        [`0${hex}`, hex],
        [`${letters}y`, `${letters}z`, `${letters}g`],
      ];
      for (const ids of groups as readonly (readonly SessionId[])[]) {
        const records = ids.map(() => fixture.record());
        for (const [index, id] of ids.entries()) {
          const created = await one.create(id, records[index]!);
          expectStatus(created, 'written', `create under ${id} beside ${ids.slice(0, index).join(', ') || 'nothing'}`);
        }
        for (const [index, id] of ids.entries()) await expectStored(two, id, records[index]!, `under ${id}`);
        for (const [index, id] of ids.entries()) {
          expectEqual(await two.delete(id), true, `delete of ${id} must return true.`);
          await expectAbsent(one, id, `under ${id} after its delete`);
          for (const other of ids.slice(index + 1))
            await expectLive(one, other, `under ${other} after delete of ${id}`);
        }
      }
    },
  ),

  law('26', 'a call with an aborted signal rejects with its reason and does nothing', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put(one.owners && { owner: newOwner() });
    const fresh = await newId();
    const targets = { id, fresh, found: stored, record: fixture.record() };
    for (const { verb, call } of everyVerb(one, targets, { signal: AbortSignal.abort() })) {
      await expectRejection(call(), abortError, `${verb} with an aborted signal`);
    }
    const reason = new RangeError('The reason of the application.');
    const isReason = (error: unknown): error is Error => error === reason;
    for (const { verb, call } of everyVerb(one, targets, { signal: AbortSignal.abort(reason) })) {
      await expectRejection(call(), { name: 'its reason', is: isReason }, `${verb} with an aborted signal`);
    }
    await expectAbsent(two, fresh, 'after an aborted create');
    const after = await expectStored(two, id, record, 'after aborted calls');
    expectSameVersion(stored, after, 'Aborted calls');
  }),

  law('27', '100 concurrent loads of one session all succeed', async (fixture) => {
    const { one, two } = fixture;
    const { id, record } = await fixture.put();
    const loads = await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 2 ? one : two).load(id)));
    for (const found of loads) {
      expect(found !== undefined, 'Each of 100 concurrent loads must find the record.', 'undefined');
      expectRecord(found, record, one.limits, 'in each of 100 concurrent loads');
    }
  }),
];
