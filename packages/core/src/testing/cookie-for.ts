import type { NewSession } from '../manager/create-session.js';
import type { SessionManager } from '../manager/session-manager.js';

/**
 * Returns a `Cookie` header of a new session for a test: signed in, with data, without going through the sign-in page.
 *
 * The store gets a real record. Most tests speak plain http, so `secure` is `false` unless said otherwise.
 *
 * @example
 * ```ts
 * import { cookieFor } from '@sess/core/testing';
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 *
 * const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
 * const cookie = await cookieFor(sessions, { owner: 'alice', data: { visits: 3 } });
 * await fetch('http://localhost:3000/account', { headers: { cookie } });
 * ```
 */
export async function cookieFor<Data extends object, Name extends string>(
  sessions: SessionManager<Data, Name>,
  session: NewSession<Data, Name> = {},
): Promise<string> {
  const { cookies } = await sessions.create({ secure: false, ...session });
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
