import type { SetCookie } from './set-cookie.js';

/**
 * RFC 6265, section 4.1.1. A path never holds a space, because no request's path does, and from 1025 octets on browsers
 * ignore it (RFC 6265bis, section 5.6). The underscore is in no host name, but resolvers and browsers take it.
 */
const forms: readonly (readonly [field: Exclude<keyof SetCookie, 'expires'>, form: RegExp, wanted: string])[] = [
  ['name', /^[\w!#$%&'*+.^`|~-]+$/, 'letters, digits, - or _'],
  ['value', /^[!#-+\--:<-[\]-~]*$/, 'ASCII without blanks and any of ",;\\'],
  ['path', /^\/[!-:<-~]{0,1023}$/, '/ and ASCII without blanks and ;'],
  ['domain', /^[\w-]+(\.[\w-]+)*$/, 'an ASCII host name: remove scheme, port and leading dot'],
  ['maxAgeSeconds', /^\d{1,15}$/, 'whole seconds'],
  ['sameSite', /^(lax|strict|none)$/, 'lax, strict or none'],
];

/** Whether browsers give the name a meaning: they do so in any case of its letters (RFC 6265bis, section 4.1.3). */
export function hasPrefix(name: string): boolean {
  return /^__(host|secure|http)-/i.test(name);
}

/** Says why browsers would refuse or misread the cookie; `undefined` when they would not. Never quotes the value. */
export function problemOf(cookie: SetCookie): string | undefined {
  for (const [field, form, wanted] of forms) {
    if (cookie[field] !== undefined && !form.test(`${cookie[field]}`)) return `${field} must be ${wanted}`;
  }
  const { name, expires } = cookie;
  if (expires !== undefined && Number.isNaN(expires.getTime())) return 'expires must be a date';
  const demanding = hasPrefix(name)
    ? name
    : cookie.sameSite === 'none'
      ? 'sameSite none'
      : cookie.partitioned && 'partitioned';
  if (demanding && !cookie.secure) return `${demanding} needs secure: true`;
  return /^__host-/i.test(name) && (cookie.path !== '/' || cookie.domain)
    ? `${name} needs path / and no domain`
    : undefined;
}
