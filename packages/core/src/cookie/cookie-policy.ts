import { SessionError } from '../contract/errors.js';
import { isInstant } from '../options/instant.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { hasPrefix, problemOf, type SetCookie } from './set-cookie.js';

/** Where a cookie stands in a browser: cookies that differ in one of these are different cookies. */
export interface CookiePlace {
  /** A name without prefix gets `__Host-` or `__Secure-` where the cookie is Secure. @defaultValue `'sid'` */
  readonly name?: string;
  /** @defaultValue `'/'` */
  readonly path?: string;
  /** Shares the cookie with all subdomains, and loses the protection of `__Host-` against them. @defaultValue none */
  readonly domain?: string;
}

/** A place where the cookie stood under earlier options. */
export interface FormerCookiePlace extends CookiePlace {
  /**
   * Until then, a `Date` or epoch milliseconds, a cookie that was left under this name opens its session for a visitor without
   * today's cookie. The first answer that can set a cookie gives the session a new key under today's name, and the old one ends.
   *
   * For a change of name, as that of `trust proxy`, which makes `sid` `__Host-sid` and would sign everybody out. Who can plant a
   * cookie under the former name, as a sibling domain or a line without TLS can, may bring a visitor into a session of theirs until
   * then, which the prefix of today's name rules out: let the date be near.
   *
   * @defaultValue it is only removed
   */
  readonly readUntil?: number | Date;
}

/** The session's cookie. */
export interface CookieOptions extends CookiePlace {
  /**
   * `true`: always Secure, whatever the request says. `false`: never, and without a prefix. `'auto'`: as the request came,
   * because Safari refuses Secure cookies on `http://localhost`.
   *
   * @defaultValue `'auto'`
   */
  readonly secure?: boolean | 'auto';
  /** `'none'` needs `secure: true`: browsers drop it on plain http. @defaultValue `'lax'` */
  readonly sameSite?: 'lax' | 'strict' | 'none';
  /** A cookie jar of its own under each top-level site (CHIPS); needs `secure: true`. @defaultValue `false` */
  readonly partitioned?: boolean;
  /**
   * Where the cookie stood under earlier options, each as those were written: what is absent is the default, not today's
   * option. A cookie left there comes beside the one of today, and where both open a session nobody can tell them apart, so it is
   * removed when one is set.
   */
  readonly former?: readonly FormerCookiePlace[];
}

/** Decides name and attributes of the session's cookie. `secure` is the fact of the request: did it come by HTTPS? */
export interface CookiePolicy {
  /** The name that is read, and set. */
  nameFor(secure: boolean): string;
  /** The names of former places that may still be read then. */
  readableNames(secure: boolean, now: number): readonly string[];
  isSecure(secure: boolean): boolean;
  /**
   * Without `maxAgeSeconds`, which count from `now` (default: the real time), the cookie ends with the browser.
   *
   * @throws {@link SessionError} `INVALID_ARGUMENT` for a lifetime that is no positive whole number.
   */
  issue(
    value: string,
    terms: { readonly secure: boolean; readonly maxAgeSeconds?: number | undefined; readonly now?: number },
  ): SetCookie;
  removal(terms: { readonly secure: boolean }): SetCookie;
  /** Every name under which a cookie of ours may come: on https and on http, today and in the former places. */
  readonly names: readonly string[];
  /** The removal of the cookie that the same browser may hold from the other scheme, where that one has another name. */
  removalOfOtherScheme(secure: boolean): SetCookie | undefined;
  /** Removals for the former places; none of them hits the cookie that `issue` makes. */
  former(secure: boolean): readonly SetCookie[];
}

/** @throws {@link SessionError} `INVALID_OPTION` for what browsers would refuse, on https or on http, and for unknown options. */
export function createCookiePolicy(options: CookieOptions = {}): CookiePolicy {
  const placeOptions = ['name', 'path', 'domain'];
  refuseUnknownOptions('cookie', options, [...placeOptions, 'secure', 'sameSite', 'partitioned', 'former']);
  const { secure: setting = 'auto', sameSite = 'lax', partitioned = false, former = [] } = options;
  if (![true, false, 'auto'].includes(setting)) refuse('cookie', 'secure must be true, false or auto');
  if (typeof partitioned !== 'boolean') refuse('cookie', 'partitioned must be true or false');
  const list: unknown = former;
  if (!Array.isArray(list)) refuse('cookie', 'former must be a list of places');
  for (const place of [options, ...former]) {
    const wrong = (['name', 'path', 'domain'] as const).find(
      (part) => !['string', 'undefined'].includes(typeof place[part]),
    );
    if (wrong) refuse('cookie', `${wrong} must be a string`);
  }
  const readable = former.filter(({ readUntil }) => readUntil !== undefined);
  const isSecure = (secure: boolean) => (setting === 'auto' ? secure : setting);

  /** The name that is in force, and the one without prefix that may have been before. */
  const namesFor = ({ name = 'sid', path = '/', domain }: CookiePlace, secure: boolean): [string, string] => {
    // Browsers hold every server to what a prefix says, so the strongest that fits is taken.
    const prefix = !isSecure(secure) || hasPrefix(name) ? '' : path === '/' && !domain ? '__Host-' : '__Secure-';
    return [prefix + name, name];
  };

  const cookie = (
    place: CookiePlace,
    name: string,
    value: string,
    secure: boolean,
    life?: Pick<SetCookie, 'maxAgeSeconds' | 'expires'>,
  ): SetCookie => ({
    name,
    value,
    path: place.path ?? '/',
    ...(place.domain !== undefined && { domain: place.domain }),
    ...life,
    secure: isSecure(secure),
    httpOnly: true,
    sameSite,
    ...(partitioned && { partitioned }),
  });

  // Put together once: each request asks for it.
  const [nameOnHttps, nameOnHttp] = [namesFor(options, true)[0], namesFor(options, false)[0]];

  const policy: CookiePolicy = {
    nameFor: (secure) => (secure ? nameOnHttps : nameOnHttp),
    readableNames: (secure, now) =>
      readable.filter(({ readUntil }) => now < Number(readUntil)).flatMap((place) => namesFor(place, secure)),
    isSecure,
    issue(value, { secure, maxAgeSeconds, now = Date.now() }) {
      if (maxAgeSeconds === undefined) return cookie(options, policy.nameFor(secure), value, secure);
      if (!(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds > 0)) {
        throw new SessionError('INVALID_ARGUMENT', 'maxAgeSeconds must be positive whole seconds');
      }
      const expires = new Date(now + maxAgeSeconds * 1000);
      return cookie(options, policy.nameFor(secure), value, secure, { maxAgeSeconds, expires });
    },
    removal: ({ secure }) => cookie(options, policy.nameFor(secure), '', secure, over()),
    get names() {
      const today = [true, false].map((secure) => policy.nameFor(secure));
      return [
        ...new Set([
          ...today,
          ...former.flatMap((place) => [true, false].flatMap((secure) => namesFor(place, secure))),
        ]),
      ];
    },
    removalOfOtherScheme: (secure) =>
      policy.nameFor(!secure) === policy.nameFor(secure) ? undefined : policy.removal({ secure: !secure }),
    former(secure) {
      if (former.length === 0) return [];
      const keyOf = ({ name, path, domain }: SetCookie) => `${name};${path};${domain?.toLowerCase()}`;
      const removals = new Map<string, SetCookie>();
      for (const place of former) {
        for (const name of namesFor(place, secure)) {
          const removal = cookie(place, name, '', secure, over());
          // Without Secure, browsers ignore a removal under a prefixed name, like any other cookie there.
          if (removal.secure || !hasPrefix(name)) removals.set(keyOf(removal), removal);
        }
      }
      removals.delete(keyOf(policy.removal({ secure })));
      return [...removals.values()];
    },
  };

  for (const place of former) {
    refuseUnknownOptions('cookie.former', place, [...placeOptions, 'readUntil']);
    if (place.readUntil !== undefined && !isInstant(place.readUntil))
      refuse('cookie.former', 'readUntil must be a Date or epoch milliseconds');
  }
  for (const secure of [true, false]) {
    refuse('cookie', problemOf(policy.removal({ secure })));
    for (const removal of policy.former(secure)) refuse('cookie.former', problemOf(removal));
  }
  return policy;
}

/** A date of its own for each cookie: whoever gets it may change it. */
function over(): Pick<SetCookie, 'maxAgeSeconds' | 'expires'> {
  return { maxAgeSeconds: 0, expires: new Date(0) };
}

function refuse(option: string, problem: string | undefined): void {
  if (problem) throw new SessionError('INVALID_OPTION', `${option}: ${problem}`);
}
