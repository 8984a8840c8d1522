import type { CommonOptions, SessionManager, SessionStore } from '@sess/core';
import type { SessionMiddlewareOptions } from '@sess/core/node';
import type { CookieOptions } from './cookie.js';
import type { IncomingRequest } from './incoming-request.js';
import type { ForeignStore } from './moving/foreign-store.js';
import type { OwnerOf } from './session-object/owner.js';
import type { MemoryStore } from './store/memory-store.js';
import type { Secret } from './signed-cookie.js';

/** Options of the manager that `session()` makes. A manager in `store` has its own. */
export type ManagerOptions = Omit<CommonOptions<Record<string, unknown>>, 'store' | 'cookie' | 'adopt'>;

/** A manager, whatever data an application declares for it. */
// oxlint-disable-next-line typescript/no-explicit-any -- no other type admits them all
export type AnySessionManager = SessionManager<any, any>;

/** A method, so that a function of Express's own `Request` is one, too. */
export type CookieFunction = { of(request: IncomingRequest): CookieOptions }['of'];

/** The options of `session()`: those of express-session, and some of ours. */
export interface SessionOptions extends ManagerOptions, Pick<SessionMiddlewareOptions, 'errorTimeout'> {
  /**
   * Signs the cookie. Of several secrets the first signs, and all are accepted. Without any, each request fails.
   *
   * @defaultValue `req.secret`, which cookie-parser sets
   */
  readonly secret?: Secret | readonly Secret[] | undefined;
  /**
   * Where sessions are kept. A store of express-session is refused: give it as `from`.
   *
   * @defaultValue the memory of the process, for development
   */
  readonly store?: SessionStore | AnySessionManager | MemoryStore | undefined;
  /** A store of express-session, whose live sessions are taken over, each once. @defaultValue none */
  readonly from?: ForeignStore | undefined;
  /** The name of the cookie. @defaultValue `'connect.sid'` */
  readonly name?: string | undefined;
  /** The former name of the option `name`. */
  readonly key?: string | undefined;
  /** The settings of the cookie, or a function of the request that returns them. `maxAge` is in milliseconds. */
  readonly cookie?: CookieOptions | CookieFunction | undefined;
  /**
   * Whether to trust `X-Forwarded-Proto`, for `cookie.secure`.
   *
   * @defaultValue Express's `trust proxy`
   */
  readonly proxy?: boolean | undefined;
  /** Sends the cookie with each response of a live session, so that its time begins anew. @defaultValue `false` */
  readonly rolling?: boolean | undefined;
  /** Whether visitors without data get a record and a cookie, too. @defaultValue `true`, with a warning */
  readonly saveUninitialized?: boolean | undefined;
  /** Has no effect: an unchanged session is never written. */
  readonly resave?: boolean | undefined;
  /** Whether `delete req.session` and `req.session = null` end the session. @defaultValue `'keep'` */
  readonly unset?: 'keep' | 'destroy' | undefined;
  /** Returns the owner of a session with that data. @defaultValue Passport's user */
  readonly owner?: OwnerOf | undefined;
  /** `'lazy'`: `req.session` can be used after `await middleware.load(req)`. @defaultValue `'eager'` */
  readonly load?: 'eager' | 'lazy' | undefined;
}
