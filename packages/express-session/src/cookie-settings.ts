import { Cookie, type CookieData, type CookieOptions } from './cookie.js';

/** What is stored of a session's cookie: what differs from the defaults. */
export type StoredCookie = Partial<Omit<CookieData, 'expires'>>;

const attributes = ['path', 'domain', 'httpOnly', 'secure', 'sameSite', 'priority', 'partitioned'] as const;
const names = ['originalMaxAge', ...attributes] as const;

/** The settings of express-session. A function of the request may return others for each session. */
const usual: CookieOptions = { path: '/', httpOnly: true, originalMaxAge: null };

/** Makes the cookies of sessions from the options and from what is stored, and tells what has to be stored. */
export class CookieSettings {
  readonly #options: CookieOptions;
  readonly #now: () => number;
  /** What a session has for which nothing is stored. */
  readonly #defaults: CookieOptions;

  /** @param given - The option `cookie`. What a function returns is stored with each session. */
  constructor(given: CookieOptions | (() => CookieOptions), isSecure: boolean, now: () => number) {
    this.#now = now;
    this.#options = resolved(typeof given === 'function' ? given() : given, isSecure);
    const { maxAge, expires: _stored, ...rest } = this.#options;
    const defaults = typeof given === 'function' ? {} : rest;
    const isFixed = typeof given === 'function' || typeof maxAge !== 'number';
    this.#defaults = { ...usual, ...defaults, originalMaxAge: isFixed ? null : maxAge };
  }

  /** Returns the cookie of a session that begins. */
  begin(): Cookie {
    return new Cookie(this.#options, this.#now);
  }

  /** Returns the cookie of a stored session, which ends at `expiresAt` unless it is used. */
  restore(stored: unknown, expiresAt: number | undefined): Cookie {
    const { originalMaxAge, ...rest } = { ...this.#defaults, ...(isObject(stored) ? stored : {}) } as StoredCookie;
    const cookie = new Cookie(rest, this.#now);
    if (typeof originalMaxAge === 'number') {
      cookie.expires = new Date(Math.min(expiresAt ?? Infinity, this.#now() + originalMaxAge));
      cookie.originalMaxAge = originalMaxAge;
    }
    return cookie;
  }

  /** Returns what has to be stored of a cookie, or `undefined` if nothing differs from the defaults. */
  differences(cookie: Cookie): StoredCookie | undefined {
    const stored: Record<string, unknown> = {};
    for (const name of names) {
      const value = cookie[name];
      if ((value ?? undefined) !== (this.#defaults[name] ?? undefined)) stored[name] = value ?? null;
    }
    return Object.keys(stored).length > 0 ? stored : undefined;
  }
}

/** `'auto'` depends on each request. */
function resolved(options: CookieOptions, isSecure: boolean): CookieOptions {
  const { secure, sameSite } = options;
  return {
    ...options,
    ...(secure === 'auto' && { secure: isSecure }),
    ...(sameSite === 'auto' && { sameSite: isSecure ? 'none' : 'lax' }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
