import type { OwnedSession, OwnerPage, SessionId, StoredSession } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, type StoreClass } from './broken-store.js';
import { indexing } from './indexing.js';

/** Returns what every session had when it was created, or when it was first listed. */
const firstSeen = new WeakMap<WiredStore['backend'], Map<SessionId, OwnedSession>>();

function first(store: WiredStore, session: OwnedSession): OwnedSession {
  const seen = firstSeen.get(store.backend) ?? new Map<SessionId, OwnedSession>();
  firstSeen.set(store.backend, seen);
  const known = seen.get(session.id) ?? session;
  seen.set(session.id, structuredClone(known));
  return known;
}

/** Changes the sessions that a list shows. */
export function showing(change: (session: OwnedSession, store: WiredStore) => OwnedSession | undefined): StoreClass {
  return indexing((store, index) => ({
    async listByOwner(...call) {
      const page = await index.listByOwner(...call);
      return { ...page, sessions: page.sessions.flatMap((session) => change(session, store) ?? []) };
    },
  }));
}

/** All of the owner's live sessions, in the order of ids. */
async function everything(store: WiredStore, owner: string): Promise<readonly OwnedSession[]> {
  return (await store.server.owners.listByOwner(owner, { limit: 1_000_000 })).sessions;
}

/** Replaces how a list is cut into pages. */
function paging(page: (all: readonly OwnedSession[], limit: number, cursor?: string) => OwnerPage) {
  return indexing((store, index) => ({
    async listByOwner(owner, { limit, cursor }, options) {
      // Refuses bad arguments.
      await index.listByOwner(owner, { limit, ...(cursor !== undefined && { cursor: '' }) }, options);
      return page(await everything(store, owner), limit, cursor);
    },
  }));
}

async function loadAll(
  store: WiredStore,
  ids: readonly SessionId[],
): Promise<readonly (readonly [SessionId, StoredSession])[]> {
  const found = await Promise.all(ids.map(async (id) => [id, await store.server.load(id)] as const));
  return found.flatMap(([id, record]) => (record ? [[id, record] as const] : []));
}

const after = (all: readonly OwnedSession[], cursor = '') => all.filter(({ id }) => id > cursor);
const shared = new WeakMap<WiredStore, Map<string, Promise<OwnerPage>>>();

export const brokenAtLists = [
  broken(
    'a list shows the deadline that the session had first',
    ['86b'],
    showing((session, store) => ({ ...session, expiresAt: first(store, session).expiresAt })),
  ),
  broken(
    'a list shows the attributes that the session had first',
    ['86b'],
    showing((session, store) => {
      const { attributes: _, ...rest } = session;
      const { attributes } = first(store, session);
      return { ...rest, ...(attributes && { attributes }) };
    }),
  ),
  broken(
    'a list shows deadlines in whole minutes',
    ['86b'],
    showing((session) => ({ ...session, expiresAt: Math.ceil(session.expiresAt / 60_000) * 60_000 })),
  ),
  broken(
    'two lists at once share their page',
    ['86b'],
    indexing((store, index) => ({
      listByOwner(owner, page, options) {
        const pages = shared.get(store) ?? new Map<string, Promise<OwnerPage>>();
        shared.set(store, pages);
        const name = JSON.stringify([owner, page]);
        const result = pages.get(name) ?? index.listByOwner(owner, page, options).finally(() => pages.delete(name));
        pages.set(name, result);
        return result;
      },
    })),
  ),
  broken(
    'a list finds ids and then shows their sessions, whosever they are by then',
    ['86c'],
    indexing((store, index) => ({
      async listByOwner(...call) {
        const { sessions, ...page } = await index.listByOwner(...call);
        const found = await loadAll(
          store,
          sessions.map(({ id }) => id),
        );
        return {
          ...page,
          sessions: found.map(([id, { createdAt, expiresAt, attributes }]) => {
            return { id, createdAt, expiresAt, ...(attributes && { attributes }) };
          }),
        };
      },
    })),
  ),
  broken(
    'a list reads deadlines after it has read the attributes',
    ['86c'],
    indexing((store, index) => ({
      async listByOwner(...call) {
        const { sessions, ...page } = await index.listByOwner(...call);
        const read = async (session: OwnedSession) => {
          const found = await store.server.load(session.id);
          return { ...session, ...(found && { expiresAt: found.expiresAt }) };
        };
        return { ...page, sessions: await Promise.all(sessions.map(read)) };
      },
    })),
  ),
  ...[1, 2].map((less) =>
    broken(
      `a page of the limit less ${less} is taken for the last one`,
      ['88b'],
      paging((all, limit, cursor) => {
        const page = after(all, cursor).slice(0, Math.max(1, limit - less));
        const last = page.length === limit ? page.at(-1) : undefined;
        return { sessions: page, ...(last && { cursor: last.id }) };
      }),
    ),
  ),
  broken(
    'expired sessions are left out of a page after it was read, and a short page is the last',
    ['88b'],
    indexing((store, index) => ({
      async listByOwner(owner, page, options) {
        await index.listByOwner(owner, page, options);
        const all = await store.backend.view(never).owners.listByOwner(owner, page);
        const live = await loadAll(
          store,
          all.sessions.map(({ id }) => id),
        );
        const ids = new Set(live.map(([id]) => id));
        const sessions = all.sessions.filter(({ id }) => ids.has(id));
        return sessions.length < page.limit ? { sessions } : { ...all, sessions };
      },
    })),
  ),
  broken(
    'a list has 7 sessions at most',
    ['88', '91'],
    paging((all, limit) => ({ sessions: all.slice(0, Math.min(limit, 7)) })),
  ),
  broken(
    'a list without a cursor ends if its sessions fill the page exactly',
    ['88b'],
    paging((all, limit, cursor) => {
      const rest = after(all, cursor);
      const last = rest.length % limit === 1 && limit > 1 ? undefined : rest[limit - 1];
      return { sessions: rest.slice(0, limit), ...(last && rest.length > limit && { cursor: last.id }) };
    }),
  ),
  broken(
    'a cursor whose session has gone begins again',
    ['88c'],
    paging((all, limit, cursor) => {
      const at = all.findIndex(({ id }) => id === cursor);
      const sessions = all.slice(at + 1, at + 1 + limit);
      const last = all.length > at + 1 + limit ? sessions.at(-1) : undefined;
      return { sessions, ...(last && { cursor: last.id }) };
    }),
  ),
  broken(
    'a cursor whose session has gone ends the list',
    ['88c'],
    paging((all, limit, cursor) => {
      const at = all.findIndex(({ id }) => id === cursor);
      if (cursor !== undefined && at < 0) return { sessions: [] };
      const sessions = all.slice(at + 1, at + 1 + limit);
      const last = all.length > at + 1 + limit ? sessions.at(-1) : undefined;
      return { sessions, ...(last && { cursor: last.id }) };
    }),
  ),
  broken(
    'a cursor names the next session, and one that has gone ends the list',
    ['88c'],
    paging((all, limit, cursor) => {
      const at = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor);
      if (at < 0) return { sessions: [] };
      const next = all[at + limit];
      return { sessions: all.slice(at, at + limit), ...(next && { cursor: next.id }) };
    }),
  ),
  broken(
    'pages are in the order of deadlines',
    ['88c'],
    paging((unordered, limit, cursor = ':') => {
      const all = unordered.toSorted((one, other) => one.expiresAt - other.expiresAt || (one.id < other.id ? -1 : 1));
      const [deadline, id = ''] = cursor.split(':');
      const rest = all.filter(
        (each) => each.expiresAt > Number(deadline) || (each.expiresAt === Number(deadline) && each.id > id),
      );
      const last = rest[limit - 1];
      const next = last && rest.length > limit && { cursor: `${last.expiresAt}:${last.id}` };
      return { sessions: rest.slice(0, limit), ...next };
    }),
  ),
];

function never(): number {
  return 0;
}
