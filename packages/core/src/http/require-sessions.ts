import { SessionError } from '../contract/errors.js';

/**
 * Every function that serves requests gets a manager as its first argument. A framework that gets the function itself,
 * as in `app.use(koaSession)`, calls it with an object of its own, which may have a `get`, too.
 *
 * @param owner - The name of that function.
 * @throws {@link SessionError} `INVALID_ARGUMENT` for anything but a manager
 */
export function requireSessions(owner: string, sessions: { readonly bind?: unknown; readonly peek?: unknown }): void {
  if (typeof (sessions?.bind ?? sessions?.peek) === 'function') return;
  throw new SessionError('INVALID_ARGUMENT', `${owner}: the first argument must be a SessionManager`);
}
