import type { CallOptions, SessionId, SessionRecord, StoredSession, UpdateResult } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, type StoreClass } from './broken-store.js';
import { showing } from './lists.js';

/** Sessions whose index entry was removed. */
const removed = new WeakMap<WiredStore['backend'], Set<string>>();

function removedIn(store: WiredStore): Set<string> {
  const entries = removed.get(store.backend) ?? new Set<string>();
  removed.set(store.backend, entries);
  return entries;
}

const listing = showing((session, store) => (removedIn(store).has(session.id) ? undefined : session));

type Unlink = (store: WiredStore, unlink: () => Promise<void>, options?: CallOptions) => Promise<void>;

/** Removes the entry of the former owner before it updates the record. */
function unlinking(isMoved: (found: StoredSession, version: string) => boolean, by: Unlink): StoreClass {
  return class extends listing {
    override async update(
      id: SessionId,
      record: SessionRecord,
      version: string,
      options?: CallOptions,
    ): Promise<UpdateResult> {
      let isMoving = false;
      const unlink = async () => {
        const found = await this.server.load(id);
        isMoving = found !== undefined && found.owner !== record.owner && isMoved(found, version);
        if (isMoving) removedIn(this).add(id);
      };
      await by(this, unlink, options);
      const result = await super.update(id, record, version, options);
      if (isMoving && result.status === 'written') removedIn(this).delete(id);
      return result;
    }
  };
}

const byStatement: Unlink = (store, unlink, options) => store.send(options, unlink);

export const brokenWhenMoving = [
  broken(
    'an index entry is removed in a statement before the update, if the version matches',
    ['37c', '37d'],
    unlinking((found, version) => found.version === version, byStatement),
  ),
  broken(
    'an index entry is removed in a statement before the update, whatever the version',
    ['37c', '37d'],
    unlinking(() => true, byStatement),
  ),
  broken(
    'an index in the process drops an entry before the update is sent',
    ['37b', '37c', '37d'],
    unlinking(
      (found, version) => found.version === version,
      (_store, unlink) => unlink(),
    ),
  ),
];
