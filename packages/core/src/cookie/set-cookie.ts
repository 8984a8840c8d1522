import { SessionError } from '../contract/errors.js';

/**
 * One `Set-Cookie` header, structured. The cookie functions of Next.js, Hono, h3, Express, Koa, Fastify and the
 * `cookie` package accept its parts: `const { name, value, ...attributes } = cookie`.
 */
export interface SetCookie {
  readonly name: string;
  /** Empty when the cookie is being removed. */
  readonly value: string;
  readonly path: string;
  readonly domain?: string;
  /**
   * The lifetime of the cookie in whole seconds. 0 removes the cookie. If absent, the cookie lasts until the browser
   * closes.
   *
   * Not called `maxAge`, which means seconds to Next.js, Hono, h3 and Fastify, but milliseconds to Express and Koa:
   * there, 90 days in seconds would be two hours. Those functions use `expires`.
   */
  readonly maxAgeSeconds?: number;
  /** The end of that lifetime, by the manager's clock; 1970 removes the cookie. Absent when `maxAgeSeconds` is. */
  readonly expires?: Date;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly partitioned?: boolean;
}

/**
 * Whether a browser treats two cookies as the same one, so that setting one replaces the other (RFC 6265, section 5.3).
 */
export function isSamePlace(a: SetCookie, b: SetCookie): boolean {
  return a.name === b.name && a.path === b.path && a.domain?.toLowerCase() === b.domain?.toLowerCase();
}

/**
 * Returns the value of one `Set-Cookie` header.
 *
 * A lifetime is written as Max-Age only, because the client would compare Expires with its own clock. Expires is
 * written when there is no `maxAgeSeconds`. A removal has both: the grammar for servers in RFC 6265 (section 4.1.1)
 * does not allow `Max-Age=0`, and some clients follow it. 1970 is in the past on every clock.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` for a cookie that browsers would reject or misread
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

/** Returns the value of a `Set-Cookie` header. A string is one that the caller has made. */
export function setCookieLine(cookie: SetCookie | string): string {
  return typeof cookie === 'string' ? cookie : serializeSetCookie(cookie);
}

/**
 * What each field must match (RFC 6265, section 4.1.1). A path never contains a space, because no request path does,
 * and browsers ignore a path longer than 1024 octets (RFC 6265bis, section 5.6). Host names have no underscore, but
 * resolvers and browsers accept it.
 */
const forms: readonly (readonly [field: Exclude<keyof SetCookie, 'expires'>, form: RegExp, wanted: string])[] = [
  ['name', /^[\w!#$%&'*+.^`|~-]+$/, 'letters, digits, - or _'],
  ['value', /^[!#-+\--:<-[\]-~]*$/, 'ASCII without blanks and any of ",;\\'],
  ['path', /^\/[!-:<-~]{0,1023}$/, '/ and ASCII without blanks and ;'],
  ['domain', /^[\w-]+(\.[\w-]+)*$/, 'an ASCII host name: remove scheme, port and leading dot'],
  ['maxAgeSeconds', /^\d{1,15}$/, 'whole seconds'],
  ['sameSite', /^(lax|strict|none)$/, 'lax, strict or none'],
];

/** Whether the name has a prefix that browsers enforce, in upper or lower case (RFC 6265bis, section 4.1.3). */
export function hasPrefix(name: string): boolean {
  return /^__(host|secure|http)-/i.test(name);
}

/** Returns why browsers would reject or misread the cookie, or `undefined`. Never quotes the value. */
export function problemOf(cookie: SetCookie): string | undefined {
  for (const [field, form, wanted] of forms) {
    if (cookie[field] !== undefined && !form.test(`${cookie[field]}`)) return `${field} must be ${wanted}`;
  }
  const { name, expires } = cookie;
  if (expires !== undefined && Number.isNaN(expires.getTime())) return 'expires must be a date';
  const reason = hasPrefix(name)
    ? name
    : cookie.sameSite === 'none'
      ? 'sameSite none'
      : cookie.partitioned && 'partitioned';
  if (reason && !cookie.secure) return `${reason} needs secure: true`;
  return /^__host-/i.test(name) && (cookie.path !== '/' || cookie.domain)
    ? `${name} needs path / and no domain`
    : undefined;
}
