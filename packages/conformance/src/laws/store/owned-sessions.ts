import type { KeyedStore, OwnedSession, OwnerIndex, SessionId, SessionRecord } from '@sess/core';
import { inBatches } from '../../fixture/in-batches.js';
import { newId } from '../../fixture/random-ids.js';
import { expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';

export function ownersOf(store: KeyedStore): OwnerIndex {
  expect(store.owners !== undefined, 'owners is claimed and must exist.', 'undefined');
  return store.owners;
}

/** Lists every session of the owner, page by page; `between` runs after each page. */
export async function listAll(
  store: KeyedStore,
  owner: string,
  limit: number,
  between?: (page: number) => Promise<unknown>,
): Promise<OwnedSession[]> {
  const listed: OwnedSession[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 100_000; page++) {
    const result = await ownersOf(store).listByOwner(owner, { limit, ...(cursor !== undefined && { cursor }) });
    const { sessions } = result;
    expect(sessions.length <= limit, `A page must have at most the requested ${limit} sessions.`, sessions.length);
    listed.push(...sessions);
    ({ cursor } = result);
    if (cursor === undefined) return listed;
    await between?.(page);
  }
  expect(false, 'A list must end with a page without a cursor.', { listed: listed.length });
}

export async function idsOf(store: KeyedStore, owner: string): Promise<string[]> {
  return (await listAll(store, owner, 50)).map(({ id }) => id).toSorted();
}

/** Fails if the list of this owner has a session, or `deleteByOwner` finds one. Does nothing without an owner index. */
export async function expectNothingOwned(store: KeyedStore, owner: string, when: string): Promise<void> {
  if (!store.owners) return;
  expectEmpty(await listAll(store, owner, 5), `The list of an owner must have no session ${when}.`);
  const deleted = await store.owners.deleteByOwner(owner, { except: [] });
  expectEqual(deleted, 0, `deleteByOwner must find no session ${when}.`);
}

export async function putFor(
  fixture: StoreFixture,
  owner: string,
  count: number,
  more: Partial<SessionRecord> = {},
): Promise<SessionId[]> {
  const ids = await Promise.all(Array.from({ length: count }, newId));
  await inBatches(ids, async (id) => {
    const created = await fixture.one.create(id, fixture.record({ owner, ...more }));
    expectStatus(created, 'written', 'create under a fresh id');
  });
  return ids;
}

/** Creates sessions whose ids differ from the first one in a single character. */
export async function putAlike(fixture: StoreFixture, owner: string): Promise<SessionId[]> {
  const base = await newId();
  const others = [0, 7, 8, 15, 16, 31, 32, base.length - 1].map(
    (at) => (base.slice(0, at) + (base[at] === '0' ? '1' : '0') + base.slice(at + 1)) as SessionId,
  );
  const ids = [base, ...others];
  for (const id of ids)
    expectStatus(await fixture.one.create(id, fixture.record({ owner })), 'written', 'create under a fresh id');
  return ids;
}
