import { errorHeaders } from '../contract/error-response.js';
import { SessionError } from '../contract/errors.js';
import { withoutForeignCookie } from '../fetch/changed-response.js';
import { FetchBinding, type FetchSessions } from '../fetch/fetch-binding.js';
import { isAboutContent } from '../http/content-headers.js';
import { requireSessions } from '../http/require-sessions.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { type HonoContext, incomingOf, isBypassed, replaceResponse } from './hono-context.js';

/** What `honoSession` needs of a `SessionManager`. */
export interface HonoSessions<Session = unknown> extends FetchSessions {
  /** Loads the session of a request. `ahead`: before a handler has used it. */
  get(request: object, options?: { readonly ahead?: boolean }): Promise<Session>;
}

/** Options of `honoSession`. */
export interface HonoSessionOptions {
  /**
   * Whether the browser used HTTPS, for applications behind a proxy.
   *
   * @defaultValue whether the request's URL is one of HTTPS, which `@hono/node-server` derives from its own connection
   */
  isSecure?(c: HonoContext): boolean;
  /**
   * Whether handlers find the session in `c.var.session`, without `await`.
   *
   * It costs a store call for each request with a session cookie, so mount static files and the like before it. No
   * caching header is set, and no deadline moves, unless a handler uses the session. A stream that first uses it while
   * it is sent gets no caching headers.
   *
   * @defaultValue `false`: a session is loaded by the first `sessions.get(c)`
   */
  readonly variable?: boolean;
}

/** A middleware for `app.use` of Hono. */
export type HonoSessionMiddleware = (c: HonoContext, next: () => Promise<void>) => Promise<void>;

/** The same with `variable: true`: only for applications that declare `c.var.session`, with the manager's type. */
export type HonoVariableMiddleware<Session> = (
  c: HonoContext & { readonly var: { readonly session: Session } },
  next: () => Promise<void>,
) => Promise<void>;

/**
 * Serves the requests of a Hono 4 application with sessions: handlers and middlewares after it may call
 * `sessions.get(c)`. `c.req` and the `c.req.raw` of this moment work, too, and `c.env.incoming` on `@hono/node-server`.
 *
 * What they change is stored before the response leaves, with the status that the response has then: if a handler
 * throws, that of `onError`. A status of 500 or above stores nothing. What changes while the body streams is stored by
 * a commit of its own, whose failure is an `unsaved` event. A change inside a value that was read before is noticed
 * with the next call on the session: without another one, call `session.save()`. A change that needs a cookie throws
 * `WRONG_TIME`.
 *
 * If storing fails, the error goes to `onError`, once. Its `status` is 503 when the store is down, and 401 or 409 when
 * the session has ended. Hono's default handler responds with it, as it does with an error of `sessions.get(c)` that a
 * handler throws. The headers of the response that is not sent stay on the error response, as always in Hono, without
 * its cookies and what describes its body. If storing failed, `Retry-After` and `Session-Outcome` are added.
 *
 * Mount it first. If it is mounted twice, the outer one commits.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name; `INVALID_ARGUMENT` if
 * the first argument is not a manager
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 * import { honoSession } from '@sess/core/hono';
 * import { Hono } from 'hono';
 *
 * const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
 * const app = new Hono();
 * app.use(honoSession(sessions));
 * app.get('/', async (c) => {
 *   const session = await sessions.get(c);
 *   return c.text(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
 * });
 * ```
 */
export function honoSession<Session>(
  sessions: HonoSessions<Session>,
  options: HonoSessionOptions & { readonly variable: true },
): HonoVariableMiddleware<Session>;
/** The same without the option `variable`. */
export function honoSession(sessions: HonoSessions, options?: HonoSessionOptions): HonoSessionMiddleware;
export function honoSession(sessions: HonoSessions, options: HonoSessionOptions = {}): HonoSessionMiddleware {
  requireSessions('honoSession', sessions);
  checkOptions(options);
  const { variable } = options;
  const isSecure = options.isSecure?.bind(options);
  return async (c, next) => {
    const binding = new FetchBinding(sessions, c.req.raw, isSecure && (() => isSecure(c)));
    const incoming = incomingOf(c);
    sessions.bind(c, binding, [c.req, c.req.raw, ...(incoming ? [incoming] : [])]);
    if (variable) setVariable(c, await sessions.get(c, { ahead: true }));
    try {
      // What a handler throws is in `c.error`, and `c.res` is what `onError` made of it.
      await next();
    } catch (error) {
      await binding.fail();
      throw error;
    }
    if (c.finalized) await respond(c, binding, incoming);
    // Nobody has responded, which Hono turns into an error, unless somebody does so meanwhile.
    else if (await failed(c, binding)) throw new SessionError('WRONG_TIME', nextNotAwaited);
  };
}

const nextNotAwaited =
  'honoSession: a handler responded after a middleware had returned, so nothing of it is stored. Use `await next()`.';

/** Returns whether there is a response all the same. */
async function failed(c: HonoContext, binding: FetchBinding): Promise<boolean> {
  await binding.fail();
  return c.finalized;
}

async function respond(c: HonoContext, binding: FetchBinding, incoming: object | undefined): Promise<void> {
  const response = c.res;
  binding.end(response);
  try {
    // Elsewhere a body can be sent only once, so a cookie on it is that of an application that is mounted in this one.
    const own = incoming ? withoutForeignCookie(response, binding.call) : response;
    const after = binding.isOpened ? await binding.commit(own, isBypassed(c)) : own;
    if (after !== response) replaceResponse(c, after);
  } catch (error) {
    // `onError` may return `c.res` itself.
    const status = error instanceof SessionError ? error.status : 500;
    replaceResponse(c, new Response(null, { status, headers: errorPageHeaders(response, error) }));
    throw error;
  }
}

/** Returns the headers that Hono adds to whatever response `onError` returns. */
function errorPageHeaders({ headers }: Response, error: unknown): [string, string][] {
  const kept = [...headers].filter(([name]) => name !== 'set-cookie' && !isAboutContent(name));
  return error instanceof SessionError ? [...kept, ...Object.entries(errorHeaders(error))] : kept;
}

/** Its type in the context is the application's own. */
function setVariable(c: object, session: unknown): void {
  (c as { set(key: 'session', value: unknown): void }).set('session', session);
}

function checkOptions(options: HonoSessionOptions): void {
  refuseUnknownOptions('honoSession', options, ['isSecure', 'variable']);
  if (options.isSecure !== undefined && typeof options.isSecure !== 'function') {
    throw new SessionError('INVALID_OPTION', 'honoSession.isSecure must be a function of the context');
  }
  if (options.variable !== undefined && typeof options.variable !== 'boolean') {
    throw new SessionError('INVALID_OPTION', 'honoSession.variable must be a boolean');
  }
}
