import { inspect, type InspectOptions } from 'node:util';
import type { Cookie, CookieOptions } from '../cookie.js';
import type { SessionState } from './session-state.js';
import type { Callback } from '../store/callback.js';

/** Returns the state of a session object. It must be the target, because a proxy has no private fields. */
export let stateOf: (session: Session) => SessionState;

/** Returns the object behind a proxy. */
const target = Symbol('target');

/** One visitor's session during one request: its own properties are the data, and `cookie`. */
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

  /** Stores the changes now. */
  save(callback: Callback): this;
  save(): Promise<void>;
  save(callback?: Callback): this | Promise<void> {
    return stateOf(this).save(callback) as this | Promise<void>;
  }

  /** Drops the changes since the last save, and loads what is stored now. */
  reload(callback: Callback): this;
  reload(): Promise<void>;
  reload(callback?: Callback): this | Promise<void> {
    return stateOf(this).reload(callback) as this | Promise<void>;
  }

  /** Ends this session, and begins an empty one under a new key. */
  regenerate(callback: Callback): this;
  regenerate(): Promise<void>;
  regenerate(callback?: Callback): this | Promise<void> {
    return stateOf(this).regenerate(callback) as this | Promise<void>;
  }

  /** Ends this session, and removes it from the request and the browser. */
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
