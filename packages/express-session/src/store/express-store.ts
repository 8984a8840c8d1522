import { type CommonOptions, SessionError, SessionManager, type SessionStore } from '@sess/core';
import { ManagerStore } from './manager-store.js';

/** The options of `expressStore`: those of a manager that make sense without its cookie. */
export type ExpressStoreOptions = Omit<CommonOptions<Record<string, unknown>>, 'store' | 'cookie' | 'adopt' | 'renew'>;

export function expressStore(store: SessionStore | SessionManager, options: ExpressStoreOptions = {}): ManagerStore {
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
