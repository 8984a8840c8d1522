import { Cookie, type CookieData, type CookieOptions } from './cookie.js';

/** What is stored of a session's cookie: what differs from the defaults. */
export type StoredCookie = Partial<Omit<CookieData, 'expires'>>;

/** The settings that are stored if they differ. */
export const storedSettings = [
  'originalMaxAge',
  'path',
  'domain',
  'httpOnly',
  'secure',
  'sameSite',
  'priority',
  'partitioned',
] as const satisfies readonly (keyof StoredCookie)[];

/** What a session's cookie has that nobody has set. */
const usual: StoredCookie = { path: '/', httpOnly: true };

/** Makes the cookies of sessions from the options and from what is stored, and tells what has to be stored. */
export class CookieSettings {
  readonly #options: CookieOptions;
  readonly #now: () => number;
  /** What a session has for which nothing is stored. */
  readonly #defaults: StoredCookie;

  /**
   * @param given - Whether they hold for every session. What a function returns is stored with the session for which it
   * was called.
   */
  constructor(
    options: CookieOptions,
    given: { readonly areForAll: boolean; readonly isSecure: boolean; readonly now: () => number },
  ) {
    this.#now = given.now;
    this.#options = resolved(options, given.isSecure);
    const { maxAge } = options;
    const defaults = given.areForAll ? this.#options : {};
    this.#defaults = { ...usual, ...(pick(defaults) as StoredCookie) };
    // A date is stored with each session, because the manager ends sessions a time after a visit.
    this.#defaults.originalMaxAge = given.areForAll && typeof maxAge === 'number' ? maxAge : null;
  }

  /** Returns the cookie of a session that begins. */
  begin(): Cookie {
    return new Cookie(this.#options, this.#now);
  }

  /** Returns the cookie of a stored session, which ends at `expiresAt` unless it is used. */
  restore(stored: unknown, expiresAt = Infinity): Cookie {
    const isStored = typeof stored === 'object' && stored !== null;
    const { originalMaxAge, ...rest } = { ...this.#defaults, ...(isStored ? pick(stored) : {}) } as StoredCookie;
    const cookie = new Cookie(rest, this.#now);
    if (typeof originalMaxAge !== 'number') return cookie;
    cookie.expires = new Date(Math.min(expiresAt, this.#now() + originalMaxAge));
    cookie.originalMaxAge = originalMaxAge;
    return cookie;
  }

  /** Returns what has to be stored of a cookie, or `undefined` if nothing differs from the defaults. */
  differences(cookie: Cookie): StoredCookie | undefined {
    const changed = storedSettings.filter((name) => (cookie[name] ?? null) !== (this.#defaults[name] ?? null));
    if (changed.length === 0) return undefined;
    return Object.fromEntries(changed.map((name) => [name, cookie[name] ?? null])) as StoredCookie;
  }
}

function pick(settings: object): object {
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => (storedSettings as readonly string[]).includes(name)),
  );
}

/** Some settings can depend on each request. */
function resolved(options: CookieOptions, isSecure: boolean): CookieOptions {
  const { secure, sameSite } = options;
  return {
    ...options,
    ...(secure === 'auto' && { secure: isSecure }),
    ...(sameSite === 'auto' && { sameSite: isSecure ? 'none' : 'lax' }),
  };
}
