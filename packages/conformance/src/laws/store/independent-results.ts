import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import { deface } from '../../fixture/deface.js';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectSameVersion, expectStored } from '../../fixture/record-expectations.js';
import { recordKinds, typicalKinds } from '../../fixture/record-kinds.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { ownersOf, putFor } from './owned-sessions.js';

type Call = (store: KeyedStore) => Promise<unknown>;

/** Returns calls that change nothing and return the same each time, by their names. */
function repeatableCalls(fixture: StoreFixture, id: SessionId, stored: StoredSession, absent: SessionId) {
  const calls: Record<string, Call> = {
    load: (store) => store.load(id),
    'update with an old version': (store) => store.update(id, fixture.record(), 'no-such-version'),
    'deleteIf with an old version': (store) => store.deleteIf(id, 'no-such-version'),
    'create on a live id': (store) => store.create(id, fixture.record()),
    'update of an absent record': (store) => store.update(absent, fixture.record(), 'no-such-version'),
    'deleteIf of an absent record': (store) => store.deleteIf(absent, 'no-such-version'),
  };
  const { owner } = stored;
  if (fixture.one.owners && owner !== undefined) {
    calls['owners.listByOwner'] = (store) => ownersOf(store).listByOwner(owner, { limit: 5 });
  }
  return Object.entries(calls);
}

/** Returns a result as text. A store chooses the order of its ids and of its fields, and its cursors. */
function textOf(result: unknown): string {
  const asText = (name: string, value: unknown): unknown => {
    if (name === 'cursor') return undefined;
    if (Array.isArray(value)) return value.map((each) => JSON.stringify(each, asText)).toSorted();
    if (typeof value !== 'object' || value === null) return value;
    return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  };
  return JSON.stringify([result], asText);
}

/** Creates two records of one owner, if the store keeps one, and returns the first. */
async function putTwo(fixture: StoreFixture, fields: object) {
  const owner = { owner: newOwner() };
  const [first, second] = [await fixture.put({ ...fields, ...owner }), await fixture.put({ ...fields, ...owner })];
  return { ...first, second: second.id };
}

export const independentResultLaws = [
  law('135a', 'two calls that are under way at once never share an object, whatever they return', async (fixture) => {
    const { one, two } = fixture;
    for (const { name: of, fields } of typicalKinds(fixture)) {
      const { id, record, stored, second } = await putTwo(fixture, fields());
      const calls = repeatableCalls(fixture, id, stored, await newId());
      for (const [name, call] of calls) {
        const expected = textOf(await call(one));
        for (const store of [one, two]) {
          const where = `of a record with ${of}, on ${store === one ? 'one instance' : 'two instances'}`;
          const [first, other] = await Promise.all([call(one), call(store)]);
          deface(first);
          expectSame(other, expected, `The second of two results at once of ${name}, ${where},`);
          deface(other);
          expectSame(await call(store), expected, `A later result of ${name}, ${where},`);
        }
      }
      const all = await Promise.all(calls.map(([, call]) => call(one)));
      const kept = all.map(textOf);
      for (const [index, result] of all.entries()) {
        deface(result);
        for (let later = index + 1; later < all.length; later++) {
          const what = `The result of ${calls[later]?.[0]}, at once with ${calls[index]?.[0]}, of a record with ${of},`;
          expectSame(all[later], kept[later], what);
        }
      }
      const after = await expectStored(two, id, record, 'after results were changed');
      expectSameVersion(stored, after, 'A change of a result');
      await Promise.all([one.delete(id), one.delete(second)]);
    }
  }),

  law('135b', 'what a call has returned stays the same when the record changes or ends', async (fixture) => {
    const { one, two } = fixture;
    const { id, stored, second } = await putTwo(fixture, fixture.extras());
    const held = await Promise.all(
      repeatableCalls(fixture, id, stored, await newId()).map(async ([name, call]) => ({
        name,
        result: await call(one),
      })),
    );
    const kept = held.map(({ result }) => textOf(result));
    const expectHeld = (when: string) => {
      for (const [index, { name, result }] of held.entries()) {
        expectSame(result, kept[index], `The result of ${name} that a caller holds, ${when},`);
      }
    };
    await one.update(id, fixture.record(fixture.extras()), stored.version);
    const updated = await expectLive(one, id, 'after an update');
    expectHeld('after an update');
    await one.touch?.(id, fixture.now() + 1_800_000, updated.version, newRevision());
    expectHeld('after a touch');
    await Promise.all([one.delete(id), two.delete(second)]);
    expectHeld('after a delete');
    await one.create(id, fixture.record());
    expectHeld('after a create under its id');
    await one.delete(id);
  }),

  law(
    '135c',
    'results of writes can be changed by their caller without an effect on later results',
    async (fixture) => {
      const { one, two } = fixture;
      for (let round = 0; round < 3; round++) {
        const id = await newId();
        const created = await one.create(id, fixture.record());
        expect(
          created.status === 'written',
          'create under a fresh id must return "written", whatever its callers did.',
          created,
        );
        deface(created);
        const { version } = await expectLive(two, id, 'after create');
        const updated = await one.update(id, fixture.record(), version);
        expect(updated.status === 'written', 'update must return "written", whatever its callers did.', updated);
        deface(updated);
        const next = await expectLive(two, id, 'after an update');
        const deleted = await one.deleteIf(id, next.version);
        expect(deleted.status === 'deleted', 'deleteIf must return "deleted", whatever its callers did.', deleted);
        deface(deleted);
        const cleared = await one.deleteExpired?.(1);
        const isCleared = !cleared || (typeof cleared.deleted === 'number' && typeof cleared.more === 'boolean');
        expect(isCleared, 'deleteExpired must return its result, whatever its callers did.', cleared);
        deface(cleared);
      }
    },
  ),

  law('135d', 'a store changes no record, page or list of ids that it is given', async (fixture) => {
    const { one } = fixture;
    const passed: { readonly to: string; readonly value: object; readonly before: string }[] = [];
    const pass = <Value extends object>(to: string, value: Value): Value => {
      passed.push({ to, value, before: JSON.stringify(value) });
      return value;
    };
    const { maxPayloadBytes } = one.limits;
    for (const { name, fields } of recordKinds(fixture)) {
      const record = (to: string, more?: object) =>
        pass(`${to} with ${name}`, fixture.record({ ...fields(), ...more }));
      const id = await newId();
      await one.create(id, record('create'));
      await one.create(id, record('create on a live id'));
      await one.update(id, record('update with an old version'), 'no-such-version');
      const { version } = await expectLive(one, id, 'that create wrote');
      await one.update(id, record('update', { createdAt: fixture.now() - 99_999 }), version);
      await one.update(await newId(), record('update of an absent record'), version);
      await one.create(await newId(), record('create in the past', { expiresAt: fixture.now() - 5000 }));
    }
    const tooLong = () => pass('a refused call', fixture.record({ payload: 'x'.repeat(maxPayloadBytes + 1) }));
    await Promise.allSettled([one.create(await newId(), tooLong()), one.update(await newId(), tooLong(), 'no-such')]);
    if (one.owners) {
      const owner = newOwner();
      const ids = await putFor(fixture, owner, 5);
      const { cursor } = await one.owners.listByOwner(owner, pass('owners.listByOwner', { limit: 2 }));
      const next = cursor === undefined ? [] : [{ limit: 2, cursor }];
      for (const page of next) await one.owners.listByOwner(owner, pass('owners.listByOwner with a cursor', page));
      // In the opposite order of their bytes, so that sorting them is a change.
      const except = ids.slice(1).toSorted().toReversed();
      const filter = { except: pass('except of owners.deleteByOwner', except) };
      await one.owners.deleteByOwner(owner, pass('owners.deleteByOwner', filter));
      await one.owners.deleteByOwner(owner, pass('owners.deleteByOwner without exceptions', { except: [] }));
    }
    for (const { to, value, before } of passed) {
      expect(JSON.stringify(value) === before, `What is passed to ${to} must stay as it is.`, { before, after: value });
    }
  }),
];

function expectSame(seen: unknown, expected: string | undefined, what: string): void {
  const demand = `${what} must not change with another result or with the record.`;
  expect(textOf(seen) === expected, demand, { seen, expected });
}
