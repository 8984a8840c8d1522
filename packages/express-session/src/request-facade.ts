import {
  type Session as CoreSession,
  SessionError,
  sessionIdOf,
  type SessionKey,
  type SessionManager,
} from '@sess/core';
import type { MiddlewareBinding, ResponseAdditions, ResponseCommit } from '@sess/core/node';
import type { CommitCall, CommitResult } from '@sess/core';
import { Cookie } from './cookie.js';
import type { CookieSettings, StoredCookie } from './cookie-settings.js';
import type { ExpressRequest } from './express-request.js';
import { formerCookieName } from './moving/adoption-from.js';
import type { Settings } from './options.js';
import { commitRequestSession, createRequestSession } from './session-object/request-session.js';
import type { Session } from './session-object/session-class.js';
import type { SessionHost } from './session-object/session-state.js';
import { type Secrets, signed } from './signed-cookie.js';
import { warnOnce } from './warn-once.js';

/** What one request depends on. */
export interface FacadeSituation {
  readonly settings: Settings;
  readonly manager: SessionManager;
  readonly request: ExpressRequest;
  readonly secrets: Secrets;
  readonly cookies: CookieSettings;
  readonly isSecure: boolean;
  /** The name under which core sets its cookie. */
  readonly coreName: string;
  /** The keys that came in signed cookies. */
  readonly keys: readonly SessionKey[];
}

/** One request with `request.session`: what it was given, and what its commit does to the response. */
export class RequestFacade implements SessionHost {
  readonly request: ExpressRequest;
  readonly owner: Settings['owner'];
  readonly #situation: FacadeSituation;
  #core: CoreSession | undefined;
  /** `undefined`: not asked for yet. `null`: the request has none. */
  #session: Session | null | undefined;
  /** The last session object, even if it has ended. */
  #last: Session | undefined;
  #isUnset = false;
  #isUsed = false;
  #isRetimed = false;

  constructor(situation: FacadeSituation) {
    this.#situation = situation;
    this.request = situation.request;
    this.owner = situation.settings.owner;
  }

  get core(): CoreSession {
    if (this.#core) return this.#core;
    throw new SessionError(
      'WRONG_TIME',
      "req.session: with load: 'lazy', the session has to be loaded first: await middleware.load(req).",
    );
  }

  loaded(core: CoreSession): void {
    this.#core = core;
  }

  get session(): Session | undefined {
    if (this.#session === null) return undefined;
    this.#isUsed = true;
    return (this.#session ??= this.#last = createRequestSession(this));
  }

  set session(session: unknown) {
    if (session === undefined || session === null) {
      this.#session = null;
      this.#isUnset = true;
    } else if (session === this.#last) {
      this.place(this.#last);
    } else {
      throw new SessionError(
        'INVALID_ARGUMENT',
        'req.session can only be set to null or undefined. To replace what is in it, use regenerate(), then assign.',
      );
    }
  }

  id(): string {
    this.#isUsed = true;
    return this.core.reserveId();
  }

  createCookie(): Cookie {
    const { core } = this;
    const { cookies } = this.#situation;
    return core.isNew ? cookies.begin() : cookies.restore(core.get('cookie'), core.expiresAt);
  }

  cookieOf(assigned: object): Cookie {
    return assigned instanceof Cookie ? assigned : new Cookie(assigned, this.#situation.settings.given.clock);
  }

  /** A new session is not stored for the sake of its cookie. */
  storeCookie(given: object): void {
    const { core } = this;
    const { settings, cookies } = this.#situation;
    const isStored = !core.isNew || !core.isEmpty || core.owner !== undefined || settings.savesUninitialized;
    if (!isStored) return;
    const stored = core.get('cookie') as StoredCookie | undefined;
    const wanted = cookies.differences(given as Cookie);
    const maxAge = wanted?.originalMaxAge;
    const isRetimed = maxAge !== stored?.originalMaxAge;
    if (JSON.stringify(wanted) !== JSON.stringify(stored)) {
      if (wanted) core.set('cookie', wanted);
      else core.delete('cookie');
    }
    if (isRetimed) this.#isRetimed = true;
    if (typeof maxAge === 'number') {
      // Said again if anything else is stored, because a sign-in drops the end of the guest's session.
      if (isRetimed || core.modified) core.expire({ after: { seconds: Math.max(maxAge, 1) / 1000 } });
    } else if (isRetimed) {
      core.expire('default');
    }
  }

  place(session: object | undefined): void {
    this.#isUnset = false;
    this.#session = (session as Session | undefined) ?? null;
    if (session) this.#last = session as Session;
  }

  /** Returns the binding for core, whose commits also store what `request.session` holds. */
  wrap(binding: MiddlewareBinding, cookieHeader: string | undefined): MiddlewareBinding {
    const { facts } = binding;
    return {
      cookieHeader,
      // An OPTIONS request loads its session, as with express-session, but is no visit.
      facts: { ...facts, method: facts.method === 'OPTIONS' ? 'HEAD' : facts.method, untrustedForwarding: false },
      get progress() {
        return binding.progress ?? 'pending';
      },
      opened: (commit) => binding.opened((call) => this.#commit(call, commit as Commit)),
    };
  }

  #commit(call: CommitCall, commit: Commit): ReturnType<ResponseCommit> {
    if (!this.#core) return commit(call);
    if (call.status >= 500) return this.#finish(call, commit);
    if (this.#isUnset) return this.#commitUnset(call, commit);
    // A page that never uses its session is a visit all the same.
    this.#situation.manager.peek(this.request);
    const store = (): ReturnType<ResponseCommit> => this.#store(call, commit);
    return this.#last ? commitRequestSession(this.#last, store) : store();
  }

  async #commitUnset(call: CommitCall, commit: Commit): Promise<ResponseAdditions> {
    if (!this.#situation.settings.unsetEnds) return { cookies: [], accessed: true };
    await this.core.destroy();
    return this.#finish(call, commit);
  }

  #store(call: CommitCall, commit: Commit): ReturnType<ResponseCommit> {
    const { core } = this;
    const begins = this.#situation.settings.savesUninitialized && this.#session !== null && !call.headersSent;
    if (begins && core.isNew && call.status < 500) core.start();
    return this.#finish(call, commit);
  }

  #finish(call: CommitCall, commit: Commit): ReturnType<ResponseCommit> {
    const result = commit(call);
    return result instanceof Promise ? result.then((settled) => this.#respond(settled)) : this.#respond(result);
  }

  #respond(result: CommitResult): ReturnType<ResponseCommit> {
    const { settings, coreName, keys } = this.#situation;
    const accessed = this.#isUsed || this.core.accessed;
    const own = result.cookies.filter(({ name }) => name === coreName);
    const others = result.cookies.filter(
      ({ name }) => name !== coreName && name !== settings.name && name !== formerCookieName,
    );
    const [cookie] = own;
    if (cookie) {
      const line = cookie.maxAgeSeconds === 0 ? this.#removal() : this.#line(cookie.value);
      return { ...result, accessed, cookies: [...(line ? [line] : []), ...others] };
    }
    if (!result.stored || keys.length === 0) return { ...result, accessed, cookies: others };
    return this.#sentAgain(result).then((line) => ({
      ...result,
      accessed,
      cookies: [...(line ? [line] : []), ...others],
    }));
  }

  /** Returns the cookie that came, with a new end, if its session is still under that key. */
  async #sentAgain({ stored }: CommitResult): Promise<string | undefined> {
    const { settings, keys } = this.#situation;
    const isDue = settings.rolling || this.#isRetimed || (stored === 'changes' && Boolean(this.#cookie().expires));
    if (!isDue) return undefined;
    const ids = await Promise.all(keys.map((key) => sessionIdOf(key)));
    const at = ids.indexOf(this.core.id!);
    return at < 0 ? undefined : this.#line(keys[at]!);
  }

  #cookie(): Cookie {
    return (this.#last?.cookie as Cookie | undefined) ?? this.createCookie();
  }

  /** Returns the line that sets the cookie; none where the browser would refuse it. */
  #line(key: string): string | undefined {
    const { settings, secrets, isSecure } = this.#situation;
    const cookie = this.#cookie();
    if (cookie.secure && !isSecure) {
      warnOnce(
        'SESS_COOKIE_NOT_SECURE',
        'session: a cookie with secure: true was not sent, because the request counts as plain http. Behind a proxy ' +
          "that speaks https, set Express's trust proxy, or proxy: true. For both http and https, set cookie.secure: 'auto'.",
      );
      return undefined;
    }
    cookie.maxAge = cookie.originalMaxAge;
    return cookie.serialize(settings.name, signed(key, secrets));
  }

  #removal(): string | undefined {
    const { settings, isSecure } = this.#situation;
    const cookie = this.#cookie();
    if (cookie.secure && !isSecure) return undefined;
    return new Cookie({ ...cookie.data, expires: new Date(0) }).serialize(settings.name, '');
  }
}

type Commit = (call: CommitCall) => CommitResult | Promise<CommitResult>;
