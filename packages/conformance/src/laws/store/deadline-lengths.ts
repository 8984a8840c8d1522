import type { KeyedStore, SessionId, StoredSession } from '@sess/core';
import { newRevision } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectStatus, expectStored } from '../../fixture/record-expectations.js';
import { recordOf } from '../../fixture/record-kinds.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll } from './clear-all.js';
import { idsOf } from './owned-sessions.js';

/** In 1973 and 2001. As texts, they come after today's instants, which begin with a 1. */
const withFewerDigits = [99_999_999_999, 999_999_999_999] as const;
/** From the year 2286 on. As texts, they come before today's. */
const withMoreDigits = [10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000] as const;

async function expectListed(
  store: KeyedStore,
  id: SessionId,
  { owner }: StoredSession,
  isListed: boolean,
  when: string,
) {
  if (!store.owners || owner === undefined) return;
  const listed = await idsOf(store, owner);
  expect(listed.includes(id) === isListed, `A list must ${isListed ? 'show' : 'not show'} a session ${when}.`, listed);
}

async function expectPast(fixture: StoreFixture, expiresAt: number): Promise<void> {
  const { one, two } = fixture;
  const when = `whose deadline is ${expiresAt}, long ago,`;
  const { id, stored } = await fixture.put(fixture.extras());
  const ended = await one.update(id, { ...recordOf(stored), expiresAt, revision: newRevision() }, stored.version);
  expectStatus(ended, 'written', `update to the deadline ${expiresAt}`);
  const version = ended.version ?? stored.version;
  await expectAbsent(two, id, `for a record ${when}`);
  expectStatus(await two.update(id, fixture.record(), version), 'gone', `update of a record ${when}`);
  const touched = await one.touch?.(id, fixture.record().expiresAt, version, newRevision());
  expect(touched !== true, `touch of a record ${when} must return false.`, touched);
  expectStatus(await two.deleteIf(id, version), 'gone', `deleteIf of a record ${when}`);
  await expectListed(one, id, stored, false, when);
  expectStatus(await one.create(id, fixture.record({ expiresAt })), 'written', `create in place of a record ${when}`);
  expectStatus(await two.create(id, fixture.record()), 'written', `create in place of a record ${when}`);
  await one.delete(id);
}

async function expectAhead(fixture: StoreFixture, expiresAt: number): Promise<void> {
  const { one, two } = fixture;
  const when = `whose deadline is ${expiresAt}, far ahead,`;
  const { id, stored } = await fixture.put({ ...fixture.extras(), expiresAt });
  expectStatus(await two.create(id, fixture.record()), 'taken', `create in place of a record ${when}`);
  await expectListed(two, id, stored, true, when);
  const next = { ...recordOf(stored), payload: 'updated', revision: newRevision() };
  expectStatus(await two.update(id, next, stored.version), 'written', `update of a record ${when}`);
  const after = await expectStored(one, id, next, `that was updated and ${when}`);
  const touched = await one.touch?.(id, expiresAt, after.version, newRevision());
  expect(touched !== false, `touch of a record ${when} must return true.`, touched);
  if (one.deleteExpired) await clearAll(one, 1000);
  const { version } = await expectLive(two, id, when);
  expectStatus(await one.deleteIf(id, version), 'deleted', `deleteIf of a record ${when}`);
}

export const deadlineLengthLaws = [
  law('167', 'deadlines with more or fewer digits than the time are compared as numbers', async (fixture) => {
    for (const expiresAt of withFewerDigits) await expectPast(fixture, expiresAt);
    for (const expiresAt of withMoreDigits) {
      if (expiresAt <= fixture.one.limits.maxExpiresAt) await expectAhead(fixture, expiresAt);
    }
  }),
];
