import { SessionError, SessionManager, type SessionStore } from '@sess/core';
import type { CookieOptions } from '../cookie.js';
import { ManagerStore } from './manager-store.js';
import { MemoryStore } from './memory-store.js';

/**
 * Returns what the option `store` of `session()` means: a store for a manager, or a manager.
 *
 * @throws {@link SessionError} `INVALID_OPTION` for a store that was written for express-session, and for anything
 * that is not a store
 */
export function acceptedStore(given: unknown): SessionStore | SessionManager {
  if (given instanceof SessionManager) return given;
  if (given instanceof MemoryStore) return given.records;
  if (given instanceof ManagerStore) return given.sessions;
  const { kind, get, set } = (given ?? {}) as Partial<Record<string, unknown>>;
  if (kind === 'keyed' || kind === 'sealed') return given as SessionStore;
  const isForeign = typeof get === 'function' && typeof set === 'function';
  throw new SessionError(
    'INVALID_OPTION',
    isForeign
      ? 'session: store is a store for express-session. Its get and set cannot tell whether another request has written ' +
          'in between, so writes would be lost, and sessions that were signed out would come back. Give one of our ' +
          'stores (@sess/prisma, @sess/mongo, @sess/memcached, …) as store, and yours as from: its live sessions are ' +
          'taken over.'
      : 'session: store must be a store of @sess, a SessionManager or a MemoryStore. Left out, sessions are kept in memory.',
  );
}

/**
 * Returns `req.sessionStore`: the given store itself if it is a MemoryStore, as in express-session, or else the
 * sessions of the manager.
 *
 * @param cookie - The option `cookie`.
 */
export function sessionStoreFor(given: unknown, manager: SessionManager, cookie?: CookieOptions): ManagerStore {
  const options = { takesIds: true, ...(cookie && { cookie }) };
  if (!(given instanceof MemoryStore)) return new ManagerStore(manager, options);
  given.serve(manager, options);
  return given;
}
