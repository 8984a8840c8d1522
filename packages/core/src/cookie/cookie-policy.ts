import { SessionError } from '../contract/errors.js';
import { isInstant } from '../options/instant.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { hasPrefix, isSamePlace, problemOf, type SetCookie } from './set-cookie.js';

/** What identifies a cookie in a browser: cookies that differ in one of these are different cookies. */
export interface CookiePlace {
  /** A name without a prefix gets `__Host-` or `__Secure-` if the cookie is Secure. @defaultValue `'sid'` */
  readonly name?: string;
  /** @defaultValue `'/'` */
  readonly path?: string;
  /** Shares the cookie with all subdomains, without the protection of `__Host-` against them. @defaultValue none */
  readonly domain?: string;
}

/** Where the cookie was under earlier options. */
export interface FormerCookiePlace extends CookiePlace {
  /**
   * A `Date` or epoch milliseconds. Until then, a cookie left under this name opens its session for a visitor without
   * the current cookie. The first response that can set a cookie gives the session a new key under the current name,
   * and the old key ends.
   *
   * Useful when the name changes: setting `trust proxy` turns `sid` into `__Host-sid`, and would sign everybody out.
   * Until that date, an attacker who can plant a cookie under the former name, from a sibling domain or on a line
   * without TLS, can bring a visitor into the attacker's session. The prefix of the current name prevents that, so
   * choose a near date.
   *
   * @defaultValue the cookie is only removed
   */
  readonly readUntil?: number | Date;
}

/** The session's cookie. */
export interface CookieOptions extends CookiePlace {
  /**
   * `true`: always Secure. `false`: never Secure, and without a prefix. `'auto'`: Secure if the request used HTTPS,
   * because Safari rejects Secure cookies on `http://localhost`.
   *
   * @defaultValue `'auto'`
   */
  readonly secure?: boolean | 'auto';
  /** `'none'` needs `secure: true`: browsers reject it on plain HTTP. @defaultValue `'lax'` */
  readonly sameSite?: 'lax' | 'strict' | 'none';
  /** Keeps a separate cookie for each top-level site (CHIPS). Needs `secure: true`. @defaultValue `false` */
  readonly partitioned?: boolean;
  /**
   * Where the cookie was under earlier options, each written like those options: what is left out means the default,
   * not the current option. Browsers send a cookie that was left there together with the current one, and if both open
   * a session, core cannot tell which is right. So it is removed when the cookie is set.
   */
  readonly former?: readonly FormerCookiePlace[];
}

/** What the policy must know of a request. */
interface Scheme {
  /** Whether the browser used HTTPS. */
  readonly secure: boolean;
}

/** Decides the name and the attributes of the session's cookie. */
export interface CookiePolicy {
  /** The name of the cookie that is read and set. */
  nameFor(scheme: Scheme): string;
  /** All of `names`, with the cookie's name for that scheme first. */
  namesFor(scheme: Scheme): readonly [string, ...string[]];
  /** The names in former places that may be read at that time. */
  readableNames(request: Scheme & { readonly now: number }): readonly string[];
  isSecure(scheme: Scheme): boolean;
  /**
   * Without `maxAgeSeconds`, which count from `now` (by default the real time), the cookie lasts until the browser
   * closes.
   *
   * @throws {@link SessionError} `INVALID_ARGUMENT` for a lifetime that is not a positive whole number
   */
  issue(
    value: string,
    terms: Scheme & { readonly maxAgeSeconds?: number | undefined; readonly now?: number },
  ): SetCookie;
  removal(scheme: Scheme): SetCookie;
  /** Every name under which a cookie of ours may arrive: over HTTPS and HTTP, in the current and the former places. */
  readonly names: readonly string[];
  /** Removes the cookie that the browser may have got over the other scheme. `undefined` if its name is the same. */
  removalOfOtherScheme(scheme: Scheme): SetCookie | undefined;
  /** Removes the cookies in the former places. None of these removals affects the cookie that `issue` makes. */
  former(scheme: Scheme): readonly SetCookie[];
}

/**
 * @throws {@link SessionError} `INVALID_OPTION` for unknown options, and for what browsers would reject over HTTPS or
 * HTTP
 */
export function createCookiePolicy(options: CookieOptions = {}): CookiePolicy {
  const placeOptions = ['name', 'path', 'domain'] as const;
  refuseUnknownOptions('cookie', options, [...placeOptions, 'secure', 'sameSite', 'partitioned', 'former']);
  const { secure: setting = 'auto', sameSite = 'lax', partitioned = false, former = [] } = options;
  if (![true, false, 'auto'].includes(setting)) refuseCookie('cookie', 'secure must be true, false or auto');
  if (typeof partitioned !== 'boolean') refuseCookie('cookie', 'partitioned must be true or false');
  const list: unknown = former;
  if (!Array.isArray(list)) refuseCookie('cookie', 'former must be a list of places');
  for (const place of [options, ...former]) {
    const wrong = placeOptions.find((part) => !['string', 'undefined'].includes(typeof place[part]));
    if (wrong) refuseCookie('cookie', `${wrong} must be a string`);
  }
  const readable = former.filter(({ readUntil }) => readUntil !== undefined);
  const isSecure = ({ secure }: Scheme) => (setting === 'auto' ? secure : setting);

  /** The name with the prefix that fits, and the name without one, which may have been used before. */
  const namesOf = ({ name = 'sid', path = '/', domain }: CookiePlace, scheme: Scheme): [string, string] => {
    // Browsers enforce what a prefix promises, so the strongest one that fits is used.
    const prefix = !isSecure(scheme) || hasPrefix(name) ? '' : path === '/' && !domain ? '__Host-' : '__Secure-';
    return [prefix + name, name];
  };

  const cookieAt = (
    place: CookiePlace,
    scheme: Scheme,
    { name, value, ...life }: Pick<SetCookie, 'name' | 'value' | 'maxAgeSeconds' | 'expires'>,
  ): SetCookie => ({
    name,
    value,
    path: place.path ?? '/',
    ...(place.domain !== undefined && { domain: place.domain }),
    ...life,
    secure: isSecure(scheme),
    httpOnly: true,
    sameSite,
    ...(partitioned && { partitioned }),
  });

  // Computed once, because every request needs one of them.
  const [nameOnHttps, nameOnHttp] = [namesOf(options, https)[0], namesOf(options, http)[0]];

  const policy: CookiePolicy = {
    nameFor: ({ secure }) => (secure ? nameOnHttps : nameOnHttp),
    namesFor(scheme) {
      const name = policy.nameFor(scheme);
      return [name, ...policy.names.filter((other) => other !== name)];
    },
    readableNames: ({ secure, now }) =>
      readable.filter(({ readUntil }) => now < Number(readUntil)).flatMap((place) => namesOf(place, { secure })),
    isSecure,
    issue(value, { secure, maxAgeSeconds, now = Date.now() }) {
      const name = policy.nameFor({ secure });
      if (maxAgeSeconds === undefined) return cookieAt(options, { secure }, { name, value });
      if (!(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds > 0)) {
        throw new SessionError('INVALID_ARGUMENT', 'maxAgeSeconds must be positive whole seconds');
      }
      const expires = new Date(now + maxAgeSeconds * 1000);
      return cookieAt(options, { secure }, { name, value, maxAgeSeconds, expires });
    },
    removal: (scheme) => cookieAt(options, scheme, removed(policy.nameFor(scheme))),
    get names() {
      const formerNames = former.flatMap((place) => [...namesOf(place, https), ...namesOf(place, http)]);
      return [...new Set([nameOnHttps, nameOnHttp, ...formerNames])];
    },
    removalOfOtherScheme: ({ secure }) =>
      nameOnHttps === nameOnHttp ? undefined : policy.removal(secure ? http : https),
    former(scheme) {
      if (former.length === 0) return [];
      const removals = former
        .flatMap((place) => namesOf(place, scheme).map((name) => cookieAt(place, scheme, removed(name))))
        // Without Secure, browsers ignore a removal under a prefixed name, like any other cookie there.
        .filter(({ secure, name }) => secure || !hasPrefix(name));
      const current = policy.removal(scheme);
      return removals.filter(
        (removal, at) =>
          !isSamePlace(removal, current) && !removals.slice(0, at).some((earlier) => isSamePlace(removal, earlier)),
      );
    },
  };

  for (const place of former) {
    refuseUnknownOptions('cookie.former', place, [...placeOptions, 'readUntil']);
    if (place.readUntil !== undefined && !isInstant(place.readUntil))
      refuseCookie('cookie.former', 'readUntil must be a Date or epoch milliseconds');
  }
  for (const scheme of [https, http]) {
    refuseCookie('cookie', problemOf(policy.removal(scheme)));
    for (const removal of policy.former(scheme)) refuseCookie('cookie.former', problemOf(removal));
  }
  return policy;
}

const https: Scheme = { secure: true };
const http: Scheme = { secure: false };

/** Makes a new `Date` for each cookie, because its receiver may change it. */
export function removed(name: string): Pick<SetCookie, 'name' | 'value' | 'maxAgeSeconds' | 'expires'> {
  return { name, value: '', maxAgeSeconds: 0, expires: new Date(0) };
}

/** @throws {@link SessionError} `INVALID_OPTION` if there is a problem */
export function refuseCookie(option: string, problem: string | undefined): void {
  if (problem) throw new SessionError('INVALID_OPTION', `${option}: ${problem}`);
}
