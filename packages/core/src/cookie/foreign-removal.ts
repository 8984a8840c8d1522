import { SessionError } from '../contract/errors.js';
import { hasPrefix, problemOf, type SetCookie } from './set-cookie.js';
import type { CookiePlace } from './cookie-policy.js';

/**
 * Removes another framework's cookie, by its exact name: no prefix is added.
 *
 * @throws {@link SessionError} `INVALID_OPTION` for a place that browsers would reject
 */
export function foreignRemoval(place: string | (CookiePlace & { readonly name: string })): SetCookie {
  const { name, path = '/', domain } = typeof place === 'string' ? { name: place } : place;
  const removal: SetCookie = {
    name,
    value: '',
    path,
    ...(domain !== undefined && { domain }),
    maxAgeSeconds: 0,
    expires: new Date(0),
    // Browsers ignore a removal under a prefixed name that is not Secure.
    secure: hasPrefix(name),
    httpOnly: true,
    sameSite: 'lax',
  };
  const problem = problemOf(removal);
  if (problem) throw new SessionError('INVALID_OPTION', `adopt.cookie: ${problem}`);
  return removal;
}
