import { SessionError } from '../contract/errors.js';
import { problemOf } from './cookie-problem.js';
import type { SetCookie } from './set-cookie.js';

/**
 * Writes the value of one `Set-Cookie` header.
 *
 * A lifetime is sent as Max-Age alone: Expires would be read by the clock of the client, and is written only where there are no
 * `maxAgeSeconds`. A removal carries both, because
 * the server's grammar of RFC 6265 (section 4.1.1) has no `Max-Age=0` and some clients hold to it; 1970 is past by any clock.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` for what browsers would refuse or misread, before anything is sent.
 */
export function serializeSetCookie(cookie: SetCookie): string {
  const problem = problemOf(cookie);
  if (problem) throw new SessionError('INVALID_ARGUMENT', `Set-Cookie: ${problem}`);
  const { domain, maxAgeSeconds, sameSite } = cookie;
  const expires = maxAgeSeconds === 0 ? new Date(0) : maxAgeSeconds === undefined && cookie.expires;
  return [
    `${cookie.name}=${cookie.value}`,
    `Path=${cookie.path}`,
    domain && `Domain=${domain}`,
    maxAgeSeconds !== undefined && `Max-Age=${maxAgeSeconds}`,
    expires && `Expires=${expires.toUTCString()}`,
    cookie.httpOnly && 'HttpOnly',
    cookie.secure && 'Secure',
    `SameSite=${sameSite[0]!.toUpperCase()}${sameSite.slice(1)}`,
    cookie.partitioned && 'Partitioned',
  ]
    .filter(Boolean)
    .join('; ');
}
