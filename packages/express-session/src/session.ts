import { SessionError, SessionManager, type SessionStore } from '@sess/core';
import { Cookie, type Cookie as CookieType, type CookieOptions as CookieOptionsType } from './cookie.js';
import { type NextFunction, type NodeResponse, sessionMiddleware } from '@sess/core/node';
import { type IncomingRequest, requestedPath, usedHttps } from './incoming-request.js';
import { facadeOf, FacadeSessions } from './facade-sessions.js';
import { adoptionFrom } from './moving/adoption-from.js';
import type { SessionOptions, SessionOptions as SessionOptionsType } from './options.js';
import { ignoreSecondEnd } from './second-end.js';
import { Session } from './session-object/session-class.js';
import { managerOptionsIn, refuseManagerOptions, secretsOf, type Settings, settingsOf } from './settings.js';
import { acceptedStore, sessionStoreFor } from './store/accepted-store.js';
import { MemoryStore, type MemoryStore as MemoryStoreType } from './store/memory-store.js';
import { Store, type Store as StoreType } from './store/store.js';
import type { BareSession, DeclaredData } from './session-data.js';

/** A middleware for Express and Connect that gives each request its `session`. */
export interface ExpressSessionMiddleware {
  (request: IncomingRequest, response: NodeResponse, next: NextFunction): void;
  /** The manager of the sessions: for lists, revocation and events. */
  readonly sessions: SessionManager;
  /** Loads the session of a request, which then is `req.session`. Needed with `load: 'lazy'` only. */
  load(request: object): Promise<Session>;
}

function createMiddleware(options: SessionOptions = {}): ExpressSessionMiddleware {
  const settings = settingsOf(options);
  const given = options.store ?? new MemoryStore();
  const store = acceptedStore(given);
  const isOurs = !(store instanceof SessionManager);
  if (!isOurs) refuseManagerOptions(options);
  const manager = isOurs ? createManager(settings, store) : store;
  const sessionStore = sessionStoreFor(given, manager, typeof settings.cookie === 'function' ? {} : settings.cookie);
  const sessions = new FacadeSessions(settings, { manager, isOurs, sessionStore });
  const mount = sessionMiddleware(sessions, {
    load: settings.load,
    isSecure: (request) => usedHttps(request, settings.proxy),
    ...(options.errorTimeout !== undefined && { errorTimeout: options.errorTimeout }),
  });

  function middleware(request: IncomingRequest, response: NodeResponse, next: NextFunction): void {
    if (facadeOf(request) || (request as { session?: unknown }).session) return next();
    const cookie = typeof settings.cookie === 'function' ? settings.cookie(request) : settings.cookie;
    if (!requestedPath(request).startsWith(cookie.path ?? '/')) return next();
    const secrets = settings.secrets ?? secretsOf(request.secret);
    if (!secrets) {
      const message = 'session: a secret is required. Give it as the option secret, or to cookie-parser before.';
      return next(new SessionError('INVALID_OPTION', message));
    }
    ignoreSecondEnd(response);
    sessions.arrive({ request, cookie, secrets, next });
    mount(request, response, next);
  }

  async function load(request: object): Promise<Session> {
    await sessions.get(request);
    return facadeOf(request)!.session!;
  }

  return Object.assign(middleware, { sessions: manager, load });
}

/** The function that express-session exports, with its classes. */
export interface SessionFunction {
  /**
   * Returns a middleware that gives each request its session, as express-session does.
   *
   * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name
   */
  (options?: SessionOptions): ExpressSessionMiddleware;
  readonly Cookie: typeof Cookie;
  readonly MemoryStore: typeof MemoryStore;
  readonly Session: typeof Session;
  readonly Store: typeof Store;
}

/** See {@link SessionFunction}. */
export const session: SessionFunction = Object.assign(createMiddleware, { Cookie, MemoryStore, Session, Store });

/* oxlint-disable eslint/no-shadow -- they are the types of the same names */

/** The types that applications name by the function, as with express-session: `session.SessionOptions`. */
export declare namespace session {
  type Cookie = CookieType;
  type CookieOptions = CookieOptionsType;
  type MemoryStore = MemoryStoreType;
  type Session = BareSession;
  type SessionData = DeclaredData;
  type SessionOptions = SessionOptionsType;
  type Store = StoreType;
}

/* oxlint-enable eslint/no-shadow */

const day = 86_400_000;

/**
 * A sealed store fills its cookies as far as browsers allow, counting the name. This one leaves room for the signature
 * and the attributes of ours.
 */
const roomyName = `sid${'-'.repeat(300)}`;

function createManager(settings: Settings, store: SessionStore): SessionManager {
  const { given, cookie, owner } = settings;
  const maxAge =
    typeof cookie === 'object' && typeof cookie.maxAge === 'number' && cookie.maxAge > 0 ? cookie.maxAge : undefined;
  const idleTimeout = maxAge === undefined ? 14 * day : { seconds: maxAge / 1000 };
  return new SessionManager({
    idleTimeout,
    absoluteTimeout: Math.max(90 * day, maxAge ?? 0),
    ...(settings.rolling && { renewEvery: 1 }),
    ...managerOptionsIn(given),
    store,
    cookie: { name: store.kind === 'sealed' ? roomyName : 'sid', secure: false },
    ...(given.from && { adopt: adoptionFrom(given.from, { owner, maxAge, clock: given.clock }) }),
  });
}
