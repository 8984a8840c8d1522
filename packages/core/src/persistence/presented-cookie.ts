import { readCookie } from '../cookie/read-cookie.js';
import type { SessionState } from '../session/session-state.js';
import type { CookieSituation } from './session-persistence.js';
import type { PersistenceContext } from './persistence-context.js';

/** How many cookies of one name are tried: browsers send two or three, and each costs a call of the store. */
const mostTried = 4;

/**
 * Where no cookie came under today's name: the name of one that came from a former place which may still be read. Where none did, an
 * event says so if there is one under the name of the other scheme.
 */
export function nameElsewhere(
  context: PersistenceContext,
  { cookieHeader = '', cookies, secure }: CookieSituation,
): string | undefined {
  const came = (name: string): boolean => cookieHeader.includes(name) && readCookie(cookieHeader, name) !== undefined;
  const former = cookies.readableNames({ secure, now: context.now() }).find(came);
  if (former !== undefined) return former;
  const other = cookies.nameFor({ secure: !secure });
  if (other !== cookies.nameFor({ secure }) && came(other))
    context.events.emit('rejected-key', { reason: 'other-scheme', cookie: other });
  return undefined;
}

/**
 * The values that are worth a try, of several cookies of one name: none where they are too many.
 *
 * They were set for several paths or domains, or one was planted, and nothing tells which is whose. But where only one of them opens a
 * session, the others are of no account: who can plant a cookie could have planted that one alone.
 */
export function valuesToTry<Value>(values: Iterable<Value | undefined> = []): readonly Value[] {
  const distinct = [...new Set(values)].filter((value) => value !== undefined);
  return distinct.length > mostTried ? [] : distinct;
}

/** Whether this is a visit whose answer can set a cookie: no prefetch, no HEAD, no `read`, and no headers out. */
export function canTellBrowser(state: SessionState): boolean {
  return state.takesFlash && state.inRequest && !state.headersSent;
}
