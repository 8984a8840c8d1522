import type { OwnedSession, SessionId } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken } from './broken-store.js';
import { indexing } from './indexing.js';

/** All of the owner's live sessions, in the order of ids. */
async function everything(store: WiredStore, owner: string): Promise<readonly OwnedSession[]> {
  return (await store.server.owners.listByOwner(owner, { limit: 1_000_000 })).sessions;
}

/** Removes the sessions with these ids in some way, some steps of the event queue after they were found. */
function removing(remove: (store: WiredStore, found: readonly SessionId[], owner: string) => Promise<number>) {
  return indexing((store, index) => ({
    async deleteByOwner(owner, filter, options) {
      await index.deleteByOwner('nobody at all', filter, options);
      const all = (await everything(store, owner)).map(({ id }) => id);
      const found = all.filter((id) => !filter.except.includes(id));
      for (let step = 0; step < 3; step++) await Promise.resolve();
      return remove(store, found, owner);
    },
  }));
}

/** Spares the sessions that `except` names, by what `spares` says. */
function sparing(spares: (except: readonly SessionId[], all: readonly SessionId[]) => readonly SessionId[]) {
  return indexing((store, index) => ({
    async deleteByOwner(owner, filter, options) {
      if (!Array.isArray(filter.except)) return index.deleteByOwner(owner, filter, options);
      const all = (await everything(store, owner)).map(({ id }) => id);
      return index.deleteByOwner(owner, { except: spares(filter.except, all) }, options);
    },
  }));
}

/** Returns the ids of the sessions that are not in `found`. */
function others(all: readonly OwnedSession[], found: readonly SessionId[]): SessionId[] {
  return all.map(({ id }) => id).filter((id) => !found.includes(id));
}

export const brokenAtRevocations = [
  broken(
    'deleteByOwner finds ids and then deletes them, whosever they are by then',
    ['89d'],
    removing(async (store, found) => {
      const results = await Promise.all(found.map((id) => store.server.delete(id)));
      return results.filter(Boolean).length;
    }),
  ),
  broken(
    'deleteByOwner returns how many it found',
    ['89d', '89e'],
    removing(async (store, found, owner) => {
      await store.server.owners.deleteByOwner(owner, { except: others(await everything(store, owner), found) });
      return found.length;
    }),
  ),
  broken(
    'except is compared by its first 16 characters',
    ['89f'],
    sparing((named, all) => all.filter((id) => named.some((each) => each.slice(0, 16) === id.slice(0, 16)))),
  ),
  broken(
    'except is compared by its last 16 characters',
    ['89f'],
    sparing((named, all) => all.filter((id) => named.some((each) => each.slice(-16) === id.slice(-16)))),
  ),
  broken(
    'except spares every id that begins like one of it',
    ['89f'],
    sparing((named, all) => all.filter((id) => named.some((each) => id.startsWith(each)))),
  ),
  broken(
    'except does nothing when it names a session of somebody else',
    ['89f'],
    sparing((named, all) => (named.every((id) => all.includes(id)) ? named : [])),
  ),
  broken(
    'deleteByOwner removes nothing when except names a session of somebody else',
    ['89f'],
    sparing((named, all) => (named.every((id) => all.includes(id)) ? named : all)),
  ),
  broken(
    'except spares the first 1,000 ids that it names',
    ['89f'],
    sparing((named) => named.slice(0, 1000)),
  ),
  broken(
    'except spares the last 1,000 ids that it names',
    ['89f'],
    sparing((named) => named.slice(-1000)),
  ),
  broken(
    'except spares only its first id',
    ['89a', '89f'],
    sparing((named) => named.slice(0, 1)),
  ),
  broken(
    'deleteByOwner fails if except names an id twice',
    ['89f'],
    sparing((named) => {
      if (new Set(named).size < named.length) throw new RangeError('A list of ids must have each id once.');
      return named;
    }),
  ),
  broken(
    'deleteByOwner returns the number of sessions less that of except',
    ['89f'],
    indexing((store, index) => ({
      async deleteByOwner(owner, filter, options) {
        const { length } = await everything(store, owner);
        await index.deleteByOwner(owner, filter, options);
        return Math.max(0, length - filter.except.length);
      },
    })),
  ),
  broken(
    'a list reads whole sessions',
    ['142'],
    indexing((store, index) => ({
      async listByOwner(...call) {
        const page = await index.listByOwner(...call);
        await store.backend.carry(() => Promise.all(page.sessions.map(({ id }) => store.server.load(id))));
        return page;
      },
    })),
  ),
  broken(
    'deleteByOwner reads whole sessions',
    ['142'],
    indexing((store, index) => ({
      async deleteByOwner(owner, filter, options) {
        const all = await everything(store, owner);
        await store.backend.carry(() => Promise.all(all.map(({ id }) => store.server.load(id))));
        return index.deleteByOwner(owner, filter, options);
      },
    })),
  ),
];
