import { parseSessionKey, type SessionManager } from '@sess/core';
import type { MiddlewareBinding, RequestSessions } from '@sess/core/node';
import type { CookieOptions } from './cookie.js';
import { CookieSettings } from './cookie-settings.js';
import { type ExpressRequest, usedHttps } from './express-request.js';
import { formerCookies } from './moving/adoption-from.js';
import type { Settings } from './options.js';
import { otherPairs, signedValues } from './request-cookies.js';
import { RequestFacade } from './request-facade.js';
import type { Secrets } from './signed-cookie.js';

/** What is known of a request before its session is loaded. */
export interface Arrival {
  readonly request: ExpressRequest;
  readonly cookie: CookieOptions;
  readonly secrets: Secrets;
}

const facade = Symbol('express-session facade');

/** Returns the facade of a request, if the middleware has seen it. */
export function facadeOf(request: object): RequestFacade | undefined {
  return (request as { [facade]?: RequestFacade })[facade];
}

/** The sessions of a manager behind `request.session`, for core's middleware. */
export class FacadeSessions implements RequestSessions {
  readonly #settings: Settings;
  readonly #manager: SessionManager;
  readonly #isOurs: boolean;
  /** The names of the manager's cookie, over HTTPS and over HTTP. */
  readonly #names: readonly [secure: readonly [string, ...string[]], plain: readonly [string, ...string[]]];

  /** @param isOurs - Whether `session()` has made the manager, so that only our cookie can hold its keys. */
  constructor(settings: Settings, manager: SessionManager, isOurs: boolean) {
    this.#settings = settings;
    this.#manager = manager;
    this.#isOurs = isOurs;
    this.#names = [manager.cookieNames({ secure: true }), manager.cookieNames({ secure: false })];
  }

  arrive({ request, cookie, secrets }: Arrival, sessionStore: object): void {
    const settings = this.#settings;
    const isSecure = usedHttps(request, settings.proxy);
    const values = signedValues(request, settings.name, secrets);
    const keys = values.map((value) => parseSessionKey(value)).filter((key) => key !== undefined);
    const [coreName] = this.#names[isSecure ? 0 : 1];
    const cookies = new CookieSettings(
      typeof settings.cookie === 'function' ? () => cookie : cookie,
      isSecure,
      settings.given.clock ?? Date.now,
    );
    const situation = { settings, manager: this.#manager, request, secrets, cookies, isSecure, coreName, keys };
    const made = new RequestFacade(situation);
    Object.defineProperty(request, facade, { value: made });
    headers.set(made, this.#cookieHeader(request, coreName, keys, values));
    Object.defineProperties(request, {
      ...properties,
      sessionStore: { value: sessionStore, configurable: true, writable: true },
    });
  }

  bind(request: object, binding: MiddlewareBinding): void {
    const made = facadeOf(request)!;
    this.#manager.bind(request, made.wrap(binding, headers.get(made)));
  }

  async get(request: object, options?: { readonly ahead?: boolean }): Promise<unknown> {
    const core = await this.#manager.get(request, options);
    facadeOf(request)?.loaded(core);
    return core;
  }

  #cookieHeader(
    request: ExpressRequest,
    coreName: string,
    keys: readonly string[],
    values: readonly string[],
  ): string | undefined {
    const pairs = keys.map((key) => `${coreName}=${key}`);
    if (this.#settings.given.from) pairs.push(...formerCookies(values));
    if (!this.#isOurs) pairs.push(...otherPairs(request.headers.cookie, this.#names[0]));
    return pairs.length > 0 ? pairs.join('; ') : undefined;
  }
}

const headers = new WeakMap<RequestFacade, string | undefined>();

const properties: PropertyDescriptorMap & ThisType<object> = {
  session: {
    get() {
      return facadeOf(this)?.session;
    },
    set(session: unknown) {
      const made = facadeOf(this);
      if (made) made.session = session;
    },
    configurable: true,
    enumerable: true,
  },
  sessionID: {
    get() {
      return facadeOf(this)?.id();
    },
    configurable: true,
    enumerable: true,
  },
};
