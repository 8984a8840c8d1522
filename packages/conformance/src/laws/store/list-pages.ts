import type { KeyedStore, SessionId, SessionRecord } from '@sess/core';
import { newOwner, newRevision } from '../../fixture/random-ids.js';
import { expectLive, expectStatus } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectEmpty } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { listAll, ownersOf, putFor } from './owned-sessions.js';

async function rewrite(fixture: StoreFixture, ids: readonly SessionId[], more: Partial<SessionRecord>): Promise<void> {
  const { one } = fixture;
  for (const id of ids) {
    const { version } = await expectLive(one, id, 'before an update');
    expectStatus(await one.update(id, fixture.record(more), version), 'written', 'update');
  }
}

type Change = (fixture: StoreFixture, ids: readonly SessionId[], owner: string) => Promise<unknown>;

/** What may happen to a session while its owner is listed. Those in `ends` take it out of the list. */
const ends: Readonly<Record<string, Change>> = {
  'is deleted': ({ one }, ids) => Promise.all(ids.map((id) => one.delete(id))),
  'gets another owner': (fixture, ids) => rewrite(fixture, ids, { owner: newOwner() }),
  'loses its owner': (fixture, ids) => rewrite(fixture, ids, {}),
  async expires(fixture, ids, owner) {
    const expiresAt = fixture.soon();
    await rewrite(fixture, ids, { owner, expiresAt });
    await fixture.pass(expiresAt);
  },
};
const changes: Readonly<Record<string, Change>> = {
  'is updated': (fixture, ids, owner) => rewrite(fixture, ids, { owner }),
  async 'is touched'({ one }, ids) {
    for (const id of ids) {
      const { version, expiresAt } = await expectLive(one, id, 'before a touch');
      await one.touch?.(id, expiresAt + 60_000, version, newRevision());
    }
  },
};

/** Fails unless the ids are those of these sessions, each once. */
function expectEachOnce(listed: readonly SessionId[], wanted: readonly SessionId[], what: string): void {
  const twice = listed.filter((id, at) => listed.indexOf(id) !== at);
  expectEmpty(twice, `${what} must contain each session once.`);
  const missing = wanted.filter((id) => !listed.includes(id));
  const seen = { 'wanted sessions': wanted.length, missing: missing.length };
  expect(missing.length === 0, `${what} must contain every session that is in the list all the time.`, seen);
}

/** Lists from a cursor on, until the list ends or `count` sessions have come. */
async function listUntil(
  store: KeyedStore,
  owner: string,
  limit: number,
  { cursor: from, count = Infinity }: { readonly cursor?: string | undefined; readonly count?: number },
): Promise<{ readonly ids: SessionId[]; readonly cursor: string | undefined }> {
  const ids: SessionId[] = [];
  let cursor = from;
  for (let pages = 0; pages < 1000; pages++) {
    const page = await ownersOf(store).listByOwner(owner, { limit, ...(cursor !== undefined && { cursor }) });
    ids.push(...page.sessions.map(({ id }) => id));
    ({ cursor } = page);
    if (cursor === undefined || ids.length >= count) return { ids, cursor };
  }
  expect(false, 'A list must end with a page without a cursor.', { listed: ids.length });
}

export const listPageLaws = [
  law(
    '88b',
    'with any limit, pages contain each live session once, although others between them have expired or gone',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const gone = await putFor(fixture, owner, 4);
      const moved = await putFor(fixture, owner, 4);
      await fixture.putManyExpired(6, { owner });
      const live = await putFor(fixture, owner, 7);
      await rewrite(fixture, moved, { owner: newOwner() });
      await Promise.all(gone.map((id) => one.delete(id)));
      const list = async (limit: number) => {
        // At once, so that lists in progress meet each other.
        const lists = await Promise.all([listAll(one, owner, limit), listAll(two, owner, limit)]);
        for (const listed of lists) {
          const ids = listed.map(({ id }) => id);
          const what = `A list of 7 sessions in pages of at most ${limit}`;
          expectEachOnce(ids, live, what);
          const others = ids.filter((id) => !live.includes(id));
          expectEmpty(others, `${what} must not contain sessions that have expired or gone.`);
        }
      };
      await Promise.all([1, 2, 3, 6, 7, 8, 13, 14, 1000].map(list));
    },
    ['owners'],
  ),

  law(
    '88c',
    'a list goes on where it was if the session at its cursor is deleted, updated, touched, expired or given away',
    async (fixture) => {
      for (const [name, change] of Object.entries({ ...changes, ...ends })) {
        const what = `A list in which a session at the cursor ${name}`;
        const owner = newOwner();
        const ids = await putFor(fixture, owner, 9);
        const first = await listUntil(fixture.two, owner, 3, { count: 3 });
        const rest = ids.filter((id) => !first.ids.includes(id)).toSorted();
        // In the order of ids, a cursor stands at the last session of a page, or at the first of the next page.
        const last = [first.ids.at(-1), first.ids.toSorted().at(-1)].filter((id) => id !== undefined);
        const affected = [...new Set(last), ...rest.slice(0, 1)];
        await change(fixture, affected, owner);
        const { ids: more } = first.cursor === undefined ? { ids: [] } : await listUntil(fixture.two, owner, 2, first);
        expectEachOnce([...first.ids, ...more], name in changes ? rest : rest.slice(1), what);
        const left = name in changes ? [] : more.filter((id) => affected.includes(id));
        expectEmpty(left, `${what} must not show that session afterwards.`);
        await ownersOf(fixture.one).deleteByOwner(owner, { except: [] });
      }
    },
    ['owners'],
  ),
];
