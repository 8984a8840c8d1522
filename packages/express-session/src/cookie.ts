import { type SerializeOptions, stringifySetCookie } from 'cookie';

/** The settings of a session's cookie, as express-session has them. Durations are in milliseconds. */
export interface CookieOptions {
  /** How long the browser keeps the cookie, in milliseconds. Without it, until it closes. */
  maxAge?: number | Date | null | undefined;
  expires?: Date | false | null | undefined;
  originalMaxAge?: number | null | undefined;
  path?: string | undefined;
  domain?: string | undefined;
  httpOnly?: boolean | undefined;
  /** Whether only HTTPS carries the cookie. `'auto'`: if the request came by HTTPS, as `trust proxy` tells. */
  secure?: boolean | 'auto' | undefined;
  /** `true` is `'strict'`. `'auto'`: `'none'` if the request came by HTTPS, and otherwise `'lax'`. */
  sameSite?: boolean | 'lax' | 'strict' | 'none' | 'auto' | undefined;
  priority?: 'low' | 'medium' | 'high' | undefined;
  partitioned?: boolean | undefined;
}

/** What of a cookie is sent, and stored with its session. */
export interface CookieData extends Omit<CookieOptions, 'maxAge'> {
  originalMaxAge: number | null | undefined;
}

/** `req.session.cookie`: when the cookie of this session ends, and its attributes. */
export class Cookie {
  path: string | undefined = '/';
  httpOnly: boolean | undefined = true;
  /** The `maxAge` that was set last. Each response that sends the cookie starts it again. */
  originalMaxAge: number | null | undefined = null;
  declare domain: string | undefined;
  declare secure: CookieOptions['secure'];
  declare sameSite: CookieOptions['sameSite'];
  declare priority: CookieOptions['priority'];
  declare partitioned: boolean | undefined;
  #expires: Date | false | null | undefined = null;
  readonly #now: () => number;

  /** @param now - The clock, in epoch milliseconds. */
  constructor(options: CookieOptions | null = {}, now: () => number = Date.now) {
    if (options && typeof options !== 'object') throw new TypeError('Cookie: the argument options must be an object.');
    this.#now = now;
    const { data: _computed, ...settings } = (options ?? {}) as Partial<Cookie>;
    Object.assign(this, settings);
    this.originalMaxAge ??= this.maxAge;
  }

  /** When the browser forgets the cookie; `null` or `false`: when it closes. */
  get expires(): Date | false | null | undefined {
    return this.#expires;
  }

  set expires(date: Date | false | null | undefined) {
    this.#expires = date;
    this.originalMaxAge = this.maxAge;
  }

  /** How long the browser still keeps the cookie, in milliseconds; `null`: until it closes. */
  get maxAge(): number | null | undefined {
    const expires = this.#expires;
    return expires instanceof Date ? expires.getTime() - this.#now() : (expires as null | undefined);
  }

  set maxAge(maxAge: number | Date | null | undefined) {
    if (maxAge && typeof maxAge !== 'number' && !(maxAge instanceof Date))
      throw new TypeError('cookie.maxAge must be a number of milliseconds, or null.');
    const isNumber = typeof maxAge === 'number';
    this.#expires = isNumber ? new Date(this.#now() + maxAge) : maxAge;
    this.originalMaxAge = isNumber ? maxAge : this.maxAge;
  }

  get data(): CookieData {
    const { originalMaxAge, partitioned, priority, expires, secure, httpOnly, domain, path, sameSite } = this;
    return { originalMaxAge, partitioned, priority, expires, secure, httpOnly, domain, path, sameSite };
  }

  /**
   * Returns a `Set-Cookie` line. It is always `Secure` with `SameSite=None`, which browsers refuse otherwise.
   *
   * @throws `TypeError` for an attribute that cannot be sent
   */
  serialize(name: string, value: string): string {
    const { data } = this;
    const secure = data.secure || String(data.sameSite).toLowerCase() === 'none';
    return stringifySetCookie(name, value, { ...data, secure } as SerializeOptions);
  }

  toJSON(): CookieData {
    return this.data;
  }
}
