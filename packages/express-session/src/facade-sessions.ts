import { parseSessionKey, type SessionManager } from '@sess/core';
import type { MiddlewareBinding, RequestSessions } from '@sess/core/node';
import type { CookieOptions } from './cookie.js';
import { CookieSettings } from './cookie-settings.js';
import { type IncomingRequest, usedHttps } from './incoming-request.js';
import { formerCookies } from './moving/adoption-from.js';
import type { Settings } from './settings.js';
import { otherPairs, signedValues } from './request-cookies.js';
import { RequestFacade } from './request-facade.js';
import { pieces, ResponseCookies } from './response-cookies.js';
import type { Secrets } from './signed-cookie.js';

/** What is known of a request before its session is loaded. */
export interface Arrival {
  readonly request: IncomingRequest;
  readonly cookie: CookieOptions;
  readonly secrets: Secrets;
  readonly next: (error: unknown) => void;
}

/** The sessions that the requests are served with. */
export interface Served {
  readonly manager: SessionManager;
  /** Whether `session()` has made the manager, so that only our cookie can hold its keys. */
  readonly isOurs: boolean;
  /** `req.sessionStore`. */
  readonly sessionStore: object;
}

const facade = Symbol('express-session facade');

/** Returns the facade of a request, if the middleware has seen it. */
export function facadeOf(request: object): RequestFacade | undefined {
  return (request as { [facade]?: RequestFacade })[facade];
}

/** The sessions of a manager behind `request.session`, for core's middleware. */
export class FacadeSessions implements RequestSessions {
  readonly #settings: Settings;
  readonly #served: Served;
  /** What differs between http and HTTPS. */
  readonly #schemes: Readonly<Record<'http' | 'https', Scheme>>;
  #arrival: Arrival | undefined;

  constructor(settings: Settings, served: Served) {
    this.#settings = settings;
    this.#served = served;
    const schemeOf = (isSecure: boolean): Scheme => ({
      coreNames: served.manager.cookieNames({ secure: isSecure }),
      cookies:
        typeof settings.cookie === 'function'
          ? undefined
          : new CookieSettings(settings.cookie, { areForAll: true, isSecure, now: settings.now }),
    });
    this.#schemes = { http: schemeOf(false), https: schemeOf(true) };
  }

  /** Notes what {@link FacadeSessions.bind} needs. Core's middleware calls that at once. */
  arrive(arrival: Arrival): void {
    this.#arrival = arrival;
  }

  /** Gives the request its properties. Core has made it fast to add some: a request of Express is not. */
  bind(_request: object, binding: MiddlewareBinding): void {
    const { request, cookie, secrets, next } = this.#arrival!;
    this.#arrival = undefined;
    const settings = this.#settings;
    const { name, now } = settings;
    const { manager, sessionStore } = this.#served;
    const isSecure = usedHttps(request, settings.proxy);
    const { coreNames, cookies } = this.#schemes[isSecure ? 'https' : 'http'];
    const values = signedValues(request, name, secrets);
    const keys = values.map((value) => parseSessionKey(value)).filter((key) => key !== undefined);
    const tokens = manager.store.kind === 'sealed' ? tokensIn(request, name, secrets) : undefined;
    const made = new RequestFacade({
      request,
      settings,
      cookies: cookies ?? new CookieSettings(cookie, { areForAll: false, isSecure, now }),
      responseCookies: new ResponseCookies({ name, coreName: coreNames[0], secrets, isSecure, keys }),
      cookieHeader: this.#cookieHeader(request, coreNames, { own: tokens ?? keys.map((key) => ['', key]), values }),
      visit: () => manager.peek(request),
      respondWith(error) {
        next(error);
        return true;
      },
    });
    Object.defineProperty(request, facade, { value: made });
    // One by one takes half as long as all at once.
    Object.defineProperty(request, 'session', sessionProperty);
    Object.defineProperty(request, 'sessionID', idProperty);
    (request as { sessionStore?: object }).sessionStore = sessionStore;
    manager.bind(request, made.wrap(binding));
  }

  async get(request: object, options?: { readonly ahead?: boolean }): Promise<unknown> {
    try {
      const core = await this.#served.manager.get(request, options);
      facadeOf(request)!.loaded(core);
      return core;
    } catch (error) {
      facadeOf(request)?.failed();
      throw error;
    }
  }

  #cookieHeader(
    { headers }: IncomingRequest,
    coreNames: readonly [string, ...string[]],
    { own, values }: { readonly own: readonly (readonly [string, string])[]; readonly values: readonly string[] },
  ): string | undefined {
    const pairs = own.map(([piece, value]) => `${coreNames[0]}${piece}=${value}`);
    if (this.#settings.given.from) pairs.push(...formerCookies(values));
    // A manager of the application may adopt the sessions of other frameworks, by their cookies.
    if (!this.#served.isOurs) pairs.push(...otherPairs(headers.cookie, coreNames));
    return pairs.length > 0 ? pairs.join('; ') : undefined;
  }
}

/** Returns the parts of a sealed store's token, with what follows the name of the cookie that has each. */
function tokensIn(request: IncomingRequest, name: string, secrets: Secrets): (readonly [string, string])[] {
  return pieces.flatMap((piece) =>
    signedValues(request, name + piece, secrets).map((value) => [piece, value] as const),
  );
}

interface Scheme {
  /** The names of the manager's cookie, beginning with the one that is read. */
  readonly coreNames: readonly [string, ...string[]];
  /** `undefined` if a function returns them for each request. */
  readonly cookies: CookieSettings | undefined;
}

type RequestProperty = PropertyDescriptor & ThisType<object>;

/** An accessor, so that only a session that is used counts as used. */
const sessionProperty: RequestProperty = {
  get() {
    return facadeOf(this)?.session;
  },
  set(session: unknown) {
    facadeOf(this)!.session = session;
  },
  configurable: true,
  enumerable: true,
};

const idProperty: RequestProperty = {
  get() {
    return facadeOf(this)?.sessionID;
  },
  set(id: unknown) {
    facadeOf(this)!.sessionID = id;
  },
  configurable: true,
  enumerable: true,
};
