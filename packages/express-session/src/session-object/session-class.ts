import { inspect, type InspectOptions } from 'node:util';
import type { Cookie, CookieOptions } from '../cookie.js';
import type { SessionState } from './session-state.js';
import type { Callback } from '../store/callback.js';

/** Returns the state of a session object. It must be the target, because a proxy has no private fields. */
export let stateOf: (session: Session) => SessionState;

/** Returns the object behind a proxy. */
const target = Symbol('target');

/**
 * One visitor's session during one request. Its own properties are the data, and `cookie`; the names of its methods,
 * `id` and `req` are reserved. A value that cannot be stored as it is, is refused where it is assigned. `undefined` is
 * no value: the property is then absent.
 *
 * Each of `save`, `reload`, `regenerate` and `destroy` reports its end to a callback, or by a promise without one. If
 * it fails and nothing waits for the promise, the response fails with its error.
 */
export class Session {
  static {
    stateOf = (session) => session[target].#state;
  }

  readonly #state: SessionState;

  /** @internal */
  constructor(state: SessionState) {
    this.#state = state;
  }

  /** @internal */
  get [target](): Session {
    return this;
  }

  /** The session id, which is safe to log. The cookie holds another value. */
  get id(): string {
    return this.#state.id;
  }

  get req(): object {
    return this.#state.host.request;
  }

  get cookie(): Cookie {
    return this.#state.cookie as Cookie;
  }

  set cookie(cookie: CookieOptions) {
    this.#state.cookie = cookie;
  }

  /** Stores the changes now. They stay stored even if the response becomes an error. */
  save(callback: Callback): this;
  save(): Promise<void>;
  save(callback?: Callback): this | Promise<void> {
    return stateOf(this).save(callback) as this | Promise<void>;
  }

  /** Drops the changes since the last save, and loads what is stored now. Fails if the session has ended. */
  reload(callback: Callback): this;
  reload(): Promise<void>;
  reload(callback?: Callback): this | Promise<void> {
    return stateOf(this).reload(callback) as this | Promise<void>;
  }

  /**
   * Ends this session, and begins an empty one under a new key, which then is `req.session`. This object keeps its data
   * to be read; an assignment to it throws. Called on a former object, it replaces the session of the request.
   */
  regenerate(callback: Callback): this;
  regenerate(): Promise<void>;
  regenerate(callback?: Callback): this | Promise<void> {
    return stateOf(this).regenerate(callback) as this | Promise<void>;
  }

  /**
   * Ends this session now, in the store and in the browser. `req.session` is then undefined. Called on a former object,
   * it ends the session that the request has now.
   */
  destroy(callback: Callback): this;
  destroy(): Promise<void>;
  destroy(callback?: Callback): this | Promise<void> {
    return stateOf(this).destroy(callback) as this | Promise<void>;
  }

  /** Gives the cookie its full `maxAge` again. */
  touch(): this {
    return this.resetMaxAge();
  }

  resetMaxAge(): this {
    const cookie = this.cookie as { maxAge: unknown; originalMaxAge: unknown };
    cookie.maxAge = cookie.originalMaxAge;
    return this;
  }

  /** Shows the data. Node inspects the object behind a proxy, which has none. */
  [inspect.custom](depth: number, options: InspectOptions): string {
    return depth < 0 ? '[Session]' : `Session ${inspect(Object.assign({}, this), options)}`;
  }
}
