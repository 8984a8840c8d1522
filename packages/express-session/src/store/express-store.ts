import { type CommonOptions, SessionError, SessionManager, type SessionStore } from '@sess/core';
import type { AnySessionManager } from '../options.js';
import { ManagerStore } from './manager-store.js';

/** The options of `expressStore`: those of a manager that make sense without its cookie. */
export type ExpressStoreOptions = Omit<CommonOptions<Record<string, unknown>>, 'store' | 'cookie' | 'adopt' | 'renew'>;

/**
 * Returns a store for an unmodified express-session 1.19 or `@fastify/session` 11, which keeps its sessions in one of
 * our stores. For applications that cannot change the middleware; others use `session()`.
 *
 * What a request has read is remembered with its session. So `set` stores only what the request has changed, on top of
 * what others have stored since; a session that has ended is not brought back, and `set` calls back with an
 * `InterruptedError`; `touch` moves the deadline at most once in a twentieth of its time, without the data. New
 * sessions are only ever created. If the store is down, each method calls back with a `StoreError`, and never
 * with "no session". The store keeps digests of the ids.
 *
 * A session ends `cookie.maxAge` after its last visit or at `cookie.expires`, or else after `idleTimeout`, and in any
 * case after `absoluteTimeout`.
 *
 * It cannot keep what the middleware itself does: express-session has sent the status before it stores, so a failed
 * write is a 200; sessions have no owner; a response of 500 or above is stored, too.
 *
 * @param options - Those of the manager that is made for the store. A manager has its own.
 * @throws `SessionError` `NOT_SUPPORTED` for a sealed store; `INVALID_OPTION`, naming the option
 */
export function expressStore(store: SessionStore | AnySessionManager, options: ExpressStoreOptions = {}): ManagerStore {
  const isManager = store instanceof SessionManager;
  if (isManager && Object.keys(options).length > 0) {
    const message = 'expressStore: a manager has options of its own. Give it these, or pass a store here.';
    throw new SessionError('INVALID_OPTION', message);
  }
  const manager = isManager ? store : new SessionManager({ ...options, store });
  if (manager.store.kind === 'sealed') {
    throw new SessionError(
      'NOT_SUPPORTED',
      'expressStore: a sealed store keeps the session in its cookie, and the cookie of express-session has room for an id only. ' +
        'Use a store on a server, or the function session() of @sess/express-session instead of the middleware.',
    );
  }
  return new ManagerStore(manager, { ...(options.clock && { clock: options.clock }) });
}
