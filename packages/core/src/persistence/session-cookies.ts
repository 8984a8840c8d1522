import { readCookie } from '../cookie/read-cookie.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import { longestCookieLife } from '../options/lifetimes.js';
import type { CookieSituation } from './session-persistence.js';

/** The removals that end a session in the browser: under its name, and under that of the other scheme when such a cookie came. */
export function removalsIn({ cookieHeader, cookies, secure }: CookieSituation): readonly SetCookie[] {
  const other = cookies.removalOfOtherScheme({ secure });
  const isThere = other && readCookie(cookieHeader, other.name);
  return [cookies.removal({ secure }), ...(isThere ? [other] : [])];
}

/** Sets a cookie that the browser may forget at `end`; `undefined`: when it closes. */
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
