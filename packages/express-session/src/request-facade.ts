import {
  type CommitCall,
  type CommitResult,
  type ResponseProgress,
  type Session as CoreSession,
  SessionError,
} from '@sess/core';
import type { MiddlewareBinding, ResponseCommit } from '@sess/core/node';
import { Cookie } from './cookie.js';
import type { StoredCookie } from './cookie-settings.js';
import { FacadeBinding } from './facade-binding.js';
import type { FacadeSituation } from './facade-situation.js';
import type { IncomingRequest } from './incoming-request.js';
import { formerCookieName } from './moving/adoption-from.js';
import type { Settings } from './settings.js';
import { commitRequestSession, createRequestSession, isReplacement } from './session-object/request-session.js';
import type { Session } from './session-object/session-class.js';
import type { SessionHost } from './session-object/session-state.js';
import { warnOfCappedMaxAge } from './warn-once.js';

type Commit = (call: CommitCall) => CommitResult | Promise<CommitResult>;
type Answer = ReturnType<ResponseCommit>;

/** The session of one request: what `request.session` is, and what the commit does. */
export class RequestFacade implements SessionHost {
  readonly request: IncomingRequest;
  readonly owner: Settings['owner'];
  readonly #situation: FacadeSituation;
  #binding: FacadeBinding | undefined;
  #core: CoreSession | undefined;
  #hasFailed = false;
  /** `undefined`: nobody has asked for it. `null`: the request has none any more. */
  #session: Session | null | undefined;
  /** The last session object, even if it has ended. */
  #last: Session | undefined;
  /** The application has removed the session from the request. With any status, that may end it, like destroy(). */
  #isUnset = false;
  /** What the application has put in place of the id, so that nothing is stored. */
  #idInstead: { readonly value: unknown } | undefined;
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
      "req.session: with load: 'lazy', load the session first: await middleware.load(req), where middleware is what " +
        'session() has returned.',
    );
  }

  get progress(): ResponseProgress {
    return this.#binding?.progress ?? 'pending';
  }

  /** @throws {@link SessionError} `WRONG_TIME` if the commit of another middleware would store the session */
  loaded(core: CoreSession): void {
    if (!this.#binding?.isOpened) {
      throw new SessionError(
        'WRONG_TIME',
        'session: another middleware of the same SessionManager has seen this request before. Mount session() first.',
      );
    }
    this.#core = core;
  }

  /** The store was down. An error page must not fail because of a session that it would like to show. */
  failed(): void {
    this.#hasFailed = true;
  }

  get session(): Session | undefined {
    if (this.#session === null || (this.#hasFailed && !this.#core)) return undefined;
    this.#isUsed = true;
    return (this.#session ??= this.#last = createRequestSession(this));
  }

  set session(session: unknown) {
    if (session === undefined || session === null) this.unset();
    else if (session === this.#last) this.place(this.#last);
    else {
      throw new SessionError(
        'INVALID_ARGUMENT',
        'req.session can be set to null or undefined only. For an empty session, call req.session.regenerate().',
      );
    }
  }

  unset(): void {
    this.#session = null;
    this.#isUnset = true;
  }

  id(): string {
    this.#isUsed = true;
    return this.core.reserveId();
  }

  get sessionID(): unknown {
    return this.#idInstead ? this.#idInstead.value : this.id();
  }

  /** @throws {@link SessionError} `INVALID_ARGUMENT` for another id: only the key in the cookie decides */
  set sessionID(value: unknown) {
    const isOther = value !== this.id();
    if (isOther && typeof value === 'string') {
      const message =
        'req.sessionID cannot be chosen. For a new session under a new id, call req.session.regenerate().';
      throw new SessionError('INVALID_ARGUMENT', message);
    }
    this.#idInstead = isOther ? { value } : undefined;
  }

  createCookie(): Cookie {
    const { core } = this;
    const { cookies } = this.#situation;
    if (!this.#isNew) return cookies.restore(core.get('cookie'), core.expiresAt);
    const cookie = cookies.begin();
    // A session that is taken over may have a maxAge of its own.
    const taken = core.get('cookie') as StoredCookie | undefined;
    if (taken) cookie.maxAge = taken.originalMaxAge;
    return cookie;
  }

  cookieOf(assigned: object): Cookie {
    return assigned instanceof Cookie ? assigned : new Cookie(assigned, this.#situation.settings.now);
  }

  prepareSave(): void {
    const { core } = this;
    const { savesUninitialized } = this.#situation.settings;
    // Once the response has begun, the new session's cookie can no longer be sent.
    const isInTime = this.progress === 'pending';
    if (savesUninitialized && isInTime && this.#isNew) core.start();
  }

  storeCookie(given: object): void {
    const { core } = this;
    const { settings, cookies } = this.#situation;
    // No session begins for the sake of its cookie.
    if (core.isNew && core.isEmpty && core.owner === undefined && !settings.savesUninitialized) return;
    const stored = core.get('cookie') as StoredCookie | undefined;
    const wanted = cookies.differences(given as Cookie);
    const maxAge = wanted?.originalMaxAge;
    this.#isRetimed ||= maxAge !== stored?.originalMaxAge;
    if (JSON.stringify(wanted) !== JSON.stringify(stored)) {
      if (wanted) core.set('cookie', wanted);
      else core.delete('cookie');
    }
    // Said again with each change, because a sign-in drops the end that a guest's session had.
    const isTold = !this.#isRetimed && !core.modified;
    if (isTold) return;
    if (typeof maxAge === 'number') core.expire({ after: { seconds: Math.max(maxAge, 1) / 1000 } });
    else if (this.#isRetimed) core.expire('default');
  }

  fail(error: unknown): boolean {
    return this.progress === 'pending' && this.#situation.respondWith(error);
  }

  place(session: object | undefined): void {
    this.#isUnset = false;
    this.#session = (session as Session | undefined) ?? null;
    if (session) this.#last = session as Session;
  }

  /** Returns the binding for core, whose commits also store what is left in `request.session`. */
  wrap(binding: MiddlewareBinding): MiddlewareBinding {
    return (this.#binding = new FacadeBinding(binding, this.#situation.cookieHeader, (call, commit) =>
      this.#commit(call, commit as Commit),
    ));
  }

  #commit(call: CommitCall, commit: Commit): Answer {
    if (!this.#core) return commit(call);
    // From here on, the session is read for purposes of its own.
    this.#isUsed ||= this.#core.accessed;
    const store = (): Answer => this.#store(call, commit);
    if (!Object.hasOwn(this.request, 'session') && this.#session !== null) this.unset();
    const ends = this.#situation.settings.unsetEnds || isReplacement(this.#last);
    if (this.#isUnset && ends) return this.core.destroy().then(store);
    if (call.status >= 500) return store();
    if (this.#idInstead || this.#isUnset) return { cookies: [], accessed: true };
    this.#situation.visit();
    // The cookie of a session that begins or is taken over is stored even if the page never uses the session.
    const isForeign = this.#situation.cookieHeader?.includes(`${formerCookieName}=`);
    const isKept = this.#begins(call) || (isForeign && !this.core.isEmpty);
    if (isKept) this.#last ??= createRequestSession(this);
    return this.#last ? commitRequestSession(this.#last, store) : store();
  }

  #store(call: CommitCall, commit: Commit): Answer {
    if (this.#begins(call)) this.core.start();
    const result = commit(call);
    return result instanceof Promise ? result.then((settled) => this.#answer(settled)) : this.#answer(result);
  }

  /** Whether a session begins for a visitor for whom nothing else would be stored. */
  #begins({ status, headersSent }: CommitCall): boolean {
    const mayBegin = this.#situation.settings.savesUninitialized && this.#session !== null && !headersSent;
    return mayBegin && status < 500 && this.#isNew && !this.core.isSuperseded;
  }

  /** Whether the session is not stored yet, or replaces one that is. */
  get #isNew(): boolean {
    return this.core.isNew || isReplacement(this.#last);
  }

  #answer(result: CommitResult): Answer {
    const { responseCookies, settings } = this.#situation;
    if (this.#isRetimed) this.#warnIfCapped();
    const cookies = responseCookies.translated(result, () => this.#cookie());
    const answer = { ...result, accessed: this.#isUsed, cookies };
    if (cookies.length > 0 || !result.stored) return answer;
    const isChanged = result.stored === 'changes' && Boolean(this.#cookie().expires);
    if (!settings.rolling && !this.#isRetimed && !isChanged) return answer;
    return responseCookies.sentAgain(this.core, this.#cookie()).then((again) => ({ ...answer, cookies: again }));
  }

  #cookie(): Cookie {
    return this.#last?.cookie ?? this.createCookie();
  }

  #warnIfCapped(): void {
    const { expiresAt = Infinity } = this.core;
    const wanted = this.#situation.settings.now() + (this.#cookie().originalMaxAge ?? 0);
    if (expiresAt + 1000 < wanted) warnOfCappedMaxAge();
  }
}
