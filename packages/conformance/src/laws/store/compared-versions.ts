import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import {
  type ConditionalCall,
  deletingIf,
  everyTouch,
  expectConflict,
  expectGone,
  updating,
} from '../../fixture/conditional-calls.js';
import { storeError } from '../../fixture/error-kinds.js';
import { newId, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectLive,
  expectSameVersion,
  expectStatus,
  expectStored,
} from '../../fixture/record-expectations.js';
import { recordChanges, recordOf } from '../../fixture/record-kinds.js';
import { similarVersions } from '../../fixture/similar-versions.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns an update, a touch if the store has it, and a deleteIf. */
function eachVerb(fixture: StoreFixture, id: SessionId, stored: StoredSession): ConditionalCall[] {
  const change = recordChanges(fixture).find(({ name }) => name === 'with other values')!;
  return [updating(id, stored, change), ...everyTouch(fixture.one, id, stored).slice(0, 1), deletingIf(id)];
}

/** Writes a record again, by touch if the store has it, and returns what is stored then. */
async function rewritten(store: KeyedStore, id: SessionId, stored: StoredSession): Promise<StoredSession> {
  const revision = newRevision();
  if (store.touch) await store.touch(id, stored.expiresAt, stored.version, revision);
  else await store.update(id, { ...recordOf(stored), revision }, stored.version);
  return expectLive(store, id, 'after a write');
}

/** Fails unless all conditional calls conflict with each of these versions, on each instance, and change nothing. */
async function expectNoMatch(fixture: StoreFixture, id: SessionId, stored: StoredSession, versions: readonly string[]) {
  for (const store of [fixture.one, fixture.two]) await expectNoMatchOn(store, fixture, id, stored, versions);
}

async function expectNoMatchOn(
  store: KeyedStore,
  fixture: StoreFixture,
  id: SessionId,
  stored: StoredSession,
  versions: readonly string[],
) {
  const { one, two } = fixture;
  const calls = eachVerb(fixture, id, stored);
  for (const version of versions) {
    const when = `with the version ${show(version)} while ${show(stored.version)} is stored`;
    const results = await Promise.all(calls.map((call) => unlessForeign(version, call.call(store, version))));
    for (const [at, result] of results.entries()) {
      if (result) expectConflict(result, calls[at]!, stored, one.limits, when);
    }
  }
  const after = await expectStored(two, id, stored, 'after calls with versions that are not stored');
  expectSameVersion(stored, after, 'A call with a version that is not stored');
}

/** A backend may be unable to compare characters that no version of its own has. Then it must refuse. */
async function unlessForeign<Result>(version: string, call: Promise<Result>): Promise<Result | undefined> {
  return call.catch((error: unknown) => {
    if (/^[ -~]*$/.test(version) || !storeError.is(error)) throw error;
    return undefined;
  });
}

export const comparedVersionLaws = [
  law(
    '129a',
    'only exactly the stored version matches: no other case, space, spelling of a number, encoding, part or pattern',
    async (fixture) => {
      const { one, two } = fixture;
      const { id, stored } = await fixture.put(fixture.extras());
      const later = await rewritten(two, id, stored);
      const { revision, payload, expiresAt, createdAt, owner = '' } = later;
      const others = [
        stored.version,
        revision,
        stored.revision,
        payload,
        id,
        owner,
        String(expiresAt),
        String(createdAt),
      ];
      const wrong = others.filter((version) => version !== later.version);
      await expectNoMatchOn(one, fixture, id, later, similarVersions(later.version));
      await expectNoMatch(fixture, id, later, wrong);
      await one.delete(id);
    },
  ),

  law('129b', 'no former version matches again, from whichever write or life of the id', async (fixture) => {
    const { one, two } = fixture;
    const { id, record, stored } = await fixture.put();
    const former: string[] = [];
    let current = stored;
    for (let life = 0; life < 3; life++) {
      for (const store of [one, two, two]) {
        former.push(current.version);
        const next = fixture.record({ createdAt: record.createdAt });
        expectStatus(await store.update(id, next, current.version), 'written', 'update with the current version');
        const updated = await expectLive(store, id, 'after an update');
        former.push(updated.version);
        current = await rewritten(store, id, updated);
      }
      former.push(current.version);
      await two.delete(id);
      expectStatus(await one.create(id, fixture.record()), 'written', 'create after delete');
      current = await expectLive(two, id, 'after create');
    }
    await expectNoMatch(fixture, id, current, former);
    // Each instance may remember what it has replaced.
    for (const store of [one, two]) {
      former.push(current.version);
      current = await rewritten(store, id, current);
      await expectNoMatch(fixture, id, current, former.slice(-3));
    }
    await one.delete(id);
  }),

  law('130', "a condition names the id and the version: another record's version matches nothing", async (fixture) => {
    const { one, two } = fixture;
    const { id, stored } = await fixture.put(fixture.extras());
    const made = await fixture.put(fixture.extras());
    const other = made.stored.version === stored.version ? await rewritten(one, made.id, made.stored) : made.stored;
    const isApart = other.version !== stored.version;
    expect(isApart, 'Of two records that began with one version, one must have another after a write.', other.version);
    await expectNoMatch(fixture, id, stored, [other.version]);
    const [never, deleted] = [await newId(), await fixture.put()];
    await two.delete(deleted.id);
    for (const absent of [never, deleted.id]) {
      const when = 'for an absent record, with the version of another one';
      for (const store of [one, two]) {
        for (const call of eachVerb(fixture, absent, stored)) {
          expectGone(await call.call(store, other.version), call, when);
        }
      }
      await expectAbsent(one, absent, `${when}, after every call`);
    }
    const after = await expectStored(two, made.id, other, 'after calls for other ids with its version');
    expectSameVersion(other, after, 'A call for another id');
    await Promise.all([one.delete(id), two.delete(made.id)]);
  }),
];
