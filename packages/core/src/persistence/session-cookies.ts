import { readCookie } from '../cookie/read-cookie.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import { longestCookieLife } from '../options/lifetimes.js';
import type { SessionState } from '../session/session-state.js';
import type { PersistenceContext } from './persistence-context.js';
import type { CookieSituation } from './session-persistence.js';

/** How many cookies of one name are tried. Browsers send two or three, and each costs a call of the store. */
const mostTried = 4;

/**
 * Returns the name to read if no cookie came under today's name: that of a former place which may still be read. If no
 * such cookie came either, an event reports one under the name of the other scheme.
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
 * Returns the values that are worth a try, of several cookies of one name; none where they are too many.
 *
 * They were set for several paths or domains, or one was planted, and core cannot tell which is the visitor's. But if
 * only one of them is valid, the others do not matter: an attacker who can plant a cookie could have planted that one
 * alone.
 */
export function valuesToTry<Value>(values: Iterable<Value | undefined> = []): readonly Value[] {
  const distinct = [...new Set(values)].filter((value) => value !== undefined);
  return distinct.length > mostTried ? [] : distinct;
}

/** Whether this is a visit whose response can set a cookie: not a prefetch, HEAD or `read`, and no headers are sent. */
export function canTellBrowser({ situation, response }: SessionState): boolean {
  return situation.isVisit && response.canSetCookie && !response.headersSent;
}

/**
 * Returns the removals that end a session in the browser: under its name, and under that of the other scheme when such
 * a cookie came.
 */
export function removalsIn({ cookieHeader, cookies, secure }: CookieSituation): readonly SetCookie[] {
  const other = cookies.removalOfOtherScheme({ secure });
  const hasCome = other && readCookie(cookieHeader, other.name);
  return [cookies.removal({ secure }), ...(hasCome ? [other] : [])];
}

/** Returns a cookie that the browser may forget at `end`, in epoch milliseconds; `undefined`: when it closes. */
export function issueUntil(
  { cookies, secure }: CookieSituation,
  value: string,
  now: number,
  end: number | undefined,
): SetCookie {
  const left = end === undefined ? undefined : Math.min(end - now, longestCookieLife);
  return cookies.issue(value, {
    secure,
    now,
    maxAgeSeconds: left === undefined ? undefined : Math.max(1, Math.ceil(left / 1000)),
  });
}
