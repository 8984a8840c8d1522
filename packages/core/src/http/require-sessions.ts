import { SessionError } from '../contract/errors.js';

/**
 * Every function that serves requests gets a manager as its first argument.
 *
 * @param owner - The name of that function.
 * @throws {@link SessionError} `INVALID_ARGUMENT` for anything but a manager
 */
export function requireSessions(owner: string, sessions: { readonly get: unknown }): void {
  if (typeof sessions?.get === 'function') return;
  throw new SessionError('INVALID_ARGUMENT', `${owner}: the first argument must be a SessionManager`);
}
