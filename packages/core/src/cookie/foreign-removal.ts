import { hasPrefix, problemOf, type SetCookie } from './set-cookie.js';
import { type CookiePlace, refuseCookie, removed } from './cookie-policy.js';

/**
 * Removes another framework's cookie, by its exact name: no prefix is added.
 *
 * @throws {@link SessionError} `INVALID_OPTION` for a place that browsers would reject
 */
export function foreignRemoval(place: string | (CookiePlace & { readonly name: string })): SetCookie {
  const { name, path = '/', domain } = typeof place === 'string' ? { name: place } : place;
  const removal: SetCookie = {
    ...removed(name),
    path,
    ...(domain !== undefined && { domain }),
    // Browsers ignore a removal under a prefixed name that is not Secure.
    secure: hasPrefix(name),
    httpOnly: true,
    sameSite: 'lax',
  };
  refuseCookie('adopt.cookie', problemOf(removal));
  return removal;
}
