import type { SessionId, StoredSession } from '@sess/core';
import type { Backend } from '../wire.js';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';

const absences = new WeakMap<WiredStore, Set<SessionId>>();
const replicas = new WeakMap<Backend, Map<SessionId, StoredSession>>();

function absencesOf(store: WiredStore): Set<SessionId> {
  const known = absences.get(store) ?? new Set<SessionId>();
  absences.set(store, known);
  return known;
}

/** Returns the replica, and updates it a moment later. */
function replicate({ backend, server }: WiredStore, id: SessionId): Map<SessionId, StoredSession> {
  const replica = replicas.get(backend) ?? new Map<SessionId, StoredSession>();
  replicas.set(backend, replica);
  server
    .load(id)
    .then((found) => (found ? replica.set(id, found) : replica.delete(id)))
    .catch(() => replica.delete(id));
  return replica;
}

export const brokenCaches = [
  broken(
    'an absent record is cached as absent',
    ['17'],
    overriding({
      async load(next, call, store) {
        if (absencesOf(store).has(call[0])) return undefined;
        const found = await next(...call);
        if (!found) absencesOf(store).add(call[0]);
        return found;
      },
    }),
  ),
  broken(
    'load reads from a replica that is a moment behind',
    ['20', '45'],
    overriding({
      async load(next, call, store) {
        const former = replicate(store, call[0]).get(call[0]);
        return former && store.clock() < former.expiresAt ? { ...former } : next(...call);
      },
    }),
  ),
  broken(
    'a conflict returns a record from a replica that is a moment behind',
    ['32'],
    overriding({
      async update(next, call, store) {
        const former = replicate(store, call[0]).get(call[0]);
        const result = await next(...call);
        return result.status === 'conflict' && former ? { ...result, current: former } : result;
      },
    }),
  ),
];
