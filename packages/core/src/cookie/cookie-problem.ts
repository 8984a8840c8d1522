import type { SetCookie } from './set-cookie.js';

/** Beyond 1024 octets browsers ignore an attribute (RFC 6265bis, section 5.6); a space is never in the path of a request. */
const path = /^\/[!-:<-~]{0,1023}$/;
/** In letters, digits, hyphens; the underscore is no host name's, but resolvers and browsers take it. */
const domain = /^[\w-]+(\.[\w-]+)*$/;

/**
 * Says why browsers would refuse or misread the cookie; `undefined` when they would not. Never quotes the value.
 *
 * The grammar is RFC 6265, section 4.1.1; prefixes, SameSite=None and their need of Secure are RFC 6265bis,
 * section 4.1.3 and 5.7; the case of a prefix does not matter to browsers, so it does not matter here.
 */
export function problemOf(cookie: SetCookie): string | undefined {
  const { name, sameSite, secure, maxAgeSeconds: maxAge } = cookie;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return 'name must be letters, digits, - or _';
  if (!/^[!#-+\--:<-[\]-~]*$/.test(cookie.value)) return 'value holds a character that cookies cannot carry';
  if (!path.test(cookie.path)) return 'path must begin with / and be ASCII without spaces and semicolons';
  if (cookie.domain !== undefined && !domain.test(cookie.domain)) {
    return 'domain must be a bare ASCII host name: remove scheme, port and leading dot';
  }
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge >= 0))
    return 'maxAgeSeconds must be whole seconds';
  if (!/^(lax|strict|none)$/.test(sameSite)) return "sameSite must be 'lax', 'strict' or 'none'";
  const prefix = /^__(host|secure|http)-/i.exec(name)?.[0];
  const needsSecure = prefix ?? (sameSite === 'none' ? 'SameSite=None' : cookie.partitioned && 'Partitioned');
  if (needsSecure && !secure) return `${needsSecure} needs secure: true`;
  if (/^__host-/i.test(name) && (cookie.path !== '/' || cookie.domain !== undefined))
    return `${prefix} needs path / and no domain`;
  return /^__(host-)?http-/i.test(name) && !cookie.httpOnly ? `${prefix} needs httpOnly` : undefined;
}
