import { SessionError } from '../contract/errors.js';

/** What the response does to the cookie: it sets a new value, or removes it. */
export type CookieChange = { readonly value: string } | 'remove';

/** What the response to a request can still do when its session is loaded. */
export interface ResponseSituation {
  /** Whether there is a response that can set cookies; `false` in `edit` and `read`. */
  readonly canSetCookie: boolean;
  /** @defaultValue `false` */
  readonly headersSent?: boolean;
  /** An upgrade, or a call that the server makes to itself. @defaultValue `false` */
  readonly isUpgrade?: boolean;
}

/** How far the response to this request is, and the cookie that it must set. */
export class ResponseState {
  readonly canSetCookie: boolean;
  readonly #isUpgrade: boolean;
  #headersSent: boolean;
  /** The commit before the headers has begun: the application can no longer request a cookie. */
  #hasBegun = false;
  #cookie: CookieChange | undefined;

  constructor({ canSetCookie, headersSent = false, isUpgrade = false }: ResponseSituation) {
    this.canSetCookie = canSetCookie;
    this.#headersSent = headersSent;
    this.#isUpgrade = isUpgrade;
  }

  get headersSent(): boolean {
    return this.#headersSent;
  }

  get cookie(): CookieChange | undefined {
    return this.#cookie;
  }

  begin(): void {
    this.#hasBegun = true;
  }

  /** Storing failed, so another response, the error page, is still to begin. */
  beginAnew(): void {
    this.#hasBegun = false;
  }

  noteHeadersSent(): void {
    this.#headersSent = true;
  }

  setCookie(value: string): void {
    this.#cookie = { value };
  }

  removeCookie(): void {
    this.#cookie = 'remove';
  }

  dropCookie(): void {
    this.#cookie = undefined;
  }

  /** @throws {@link SessionError} `WRONG_TIME` once the response has begun, for what the application does */
  requireHeaders(action: string): void {
    if (this.#hasBegun) throw this.#tooLate(action);
    this.requireUnsent(action);
  }

  /** The same for the commit before the headers, which may still set cookies. */
  requireUnsent(action: string): void {
    // What `edit` stored under a new key could never be loaded, because no cookie would carry the key.
    if (!this.canSetCookie)
      throw new SessionError('WRONG_TIME', `${action} needs to set a cookie, which takes a request: not in edit().`);
    if (this.#headersSent) throw this.#tooLate(action);
  }

  #tooLate(action: string): SessionError {
    const reason = this.#isUpgrade
      ? 'an upgrade, or a call that the server makes to itself, has no response that could carry one. Sign in, and begin ' +
        'sessions, in a request that the browser sends. From a socket, change a stored session with sessions.edit(id).'
      : 'the headers have been sent, or the client has left: call it earlier. Or another manager or application has ' +
        'set a cookie of the same name on this response: give each manager a name of its own.';
    return new SessionError('WRONG_TIME', `${action} needs to set a cookie, but ${reason}`);
  }
}
