import { requireSessions } from '../http/require-sessions.js';
import { SessionError } from '../contract/errors.js';
import { ErrorHandlers } from './error-handlers.js';
import { checkMiddlewareOptions, errorTimeoutOf, type SessionMiddlewareOptions } from './middleware-options.js';
import type { MiddlewareBinding } from './middleware-binding.js';
import { NodeBinding } from './node-binding.js';
import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
import { dropsRejections } from './rejections.js';
import { shareShape } from './shared-shape.js';

/** What a middleware needs of a `SessionManager`. */
export interface RequestSessions {
  /** Binds a request to its session, and other objects that stand for it. */
  bind(request: object, binding: MiddlewareBinding, aliases?: readonly object[]): void;
  /** Loads the session of a request. `ahead`: before a handler has opened it. */
  get(request: object, options?: { readonly ahead?: boolean }): Promise<unknown>;
}

/**
 * A middleware for Express 4 and 5, Connect, and others that call functions this way. Outside a chain, `next` may be
 * left out.
 */
export type SessionMiddleware = (request: NodeRequest, response: NodeResponse, next?: NextFunction) => void;

/**
 * Serves requests with sessions: handlers after it may call `sessions.get(request)`.
 *
 * What a handler changes is stored before the first byte of its response is sent. What a stream changes later is stored
 * before its end, or when its client leaves. What changes after the end is stored by a commit of its own. Until the
 * session is stored the response is held back, but looks to the handler as if it had been sent. A request that never
 * asks for its session costs next to nothing. `compression` may be mounted before or after. (On Express, the middleware
 * adds functions that look for a held response to `app.response`, the application's own prototype.)
 *
 * If storing fails, the client gets an error instead, once, and an `unsaved` event carries the error. It is passed to
 * `next(error)`, with `error.status`, if the handler has ended its response or piped a stream into it, and no other
 * code has wrapped the response since the session was loaded. Otherwise the client gets a plain page: 503 with
 * `Retry-After` when the store is down, 401 or 409 when the session has ended. The client also gets that page when
 * `next(error)` throws or rejects, or when no response begins within `errorTimeout`. What a late handler sends is then
 * discarded. If `next` throws an error other than the one that it was given, that is reported as a warning of the
 * process. If storing fails at the end of a stream, the response is broken off.
 *
 * Some ways of sending bypass it, are not held back and set no cookie: writing to `response.socket` or to the `stream`
 * of an HTTP/2 response, and the deprecated `response.writeHeader`. Call `session.save()` there. With a
 * `Content-Length`, a client may take a stream for complete before `end`: what changes that late is stored, but not
 * waited for.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name; `INVALID_ARGUMENT` if
 * the first argument is not a manager
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 * import { sessionMiddleware } from '@sess/core/node';
 * import express from 'express';
 *
 * const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
 * const app = express();
 * app.use(sessionMiddleware(sessions));
 * app.get('/', async (req, res) => {
 *   const session = await sessions.get(req);
 *   res.send(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
 * });
 * ```
 */
export function sessionMiddleware(
  sessions: RequestSessions,
  options: SessionMiddlewareOptions = {},
): SessionMiddleware {
  const mount = createMount('sessionMiddleware', sessions, options);
  return (request, response, next) => mount(request, response, next, () => next?.());
}

/**
 * Wraps a listener of `node:http`, `node:https` or `node:http2` so that it may call `sessions.get(request)`. Works like
 * {@link sessionMiddleware} without error handlers.
 *
 * A listener may be asynchronous. If it throws or rejects before it has ended its response, its changes are dropped and
 * the client gets a plain error page, or sees its response broken off if the headers were sent. A `SessionError`, such
 * as a `StoreError`, decides the status of the page and is reported as a warning of the process, which continues. Any
 * other error becomes a 500 and is thrown again, as without the wrapper: it ends the process, unless there is a
 * listener to `uncaughtException` or `unhandledRejection`, or the server has `captureRejections`.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name; `INVALID_ARGUMENT` if
 * the first argument is not a manager
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 * import { withSession } from '@sess/core/node';
 *
 * const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
 * createServer(
 *   withSession(sessions, async (request, response) => {
 *     const session = await sessions.get(request);
 *     response.end(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
 *   }),
 * ).listen(3000);
 * ```
 */
export function withSession<Request extends NodeRequest, Response extends NodeResponse>(
  sessions: RequestSessions,
  listener: (request: Request, response: Response) => unknown,
  options: SessionMiddlewareOptions = {},
): (request: Request, response: Response) => void {
  const mount = createMount('withSession', sessions, options);
  return (request, response) =>
    mount(request, response, undefined, (binding) => binding.run(() => listener(request, response)));
}

/** Binds a request to its session, and continues with what handles it. */
type Mount = (
  request: NodeRequest,
  response: NodeResponse,
  next: NextFunction | undefined,
  handle: (binding: NodeBinding) => unknown,
) => unknown;

function createMount(owner: string, sessions: RequestSessions, options: SessionMiddlewareOptions): Mount {
  requireSessions(owner, sessions);
  checkMiddlewareOptions(owner, options);
  const { load } = options;
  const isSecure = options.isSecure?.bind(options);
  const errorTimeout = errorTimeoutOf(owner, options);

  const loadsAhead = (request: NodeRequest, response: NodeResponse, next: NextFunction | undefined): boolean => {
    if (load !== undefined) return load === 'eager';
    // Without a cookie there is nothing to load, so nothing can fail. OPTIONS never loads.
    if (request.headers.cookie === undefined || request.method === 'OPTIONS') return false;
    return dropsRejections(request, response, next);
  };

  return (request, response, next, handle) => {
    requireExchange(owner, request, response);
    shareShape(request, response);
    // A `next` that takes no error would run the handlers a second time.
    const takesErrors = next && next.length > 0;
    const handlers = takesErrors ? new ErrorHandlers(next, request, response, errorTimeout) : undefined;
    const binding = new NodeBinding(request, response, handlers, isSecure);
    sessions.bind(request, binding);
    if (!loadsAhead(request, response, next)) return handle(binding);
    return sessions.get(request, { ahead: true }).then(
      // The middleware has returned, so its caller cannot catch what is thrown.
      () => binding.run(() => handle(binding)),
      (error: unknown) => binding.refuse(error),
    );
  };
}

/** Other frameworks call a middleware with objects of their own. @throws {@link SessionError} `INVALID_ARGUMENT` */
function requireExchange(owner: string, request: NodeRequest, response: NodeResponse): void {
  // A response that cannot be held is fine: for sockets it is `{}`.
  if (request?.headers && typeof response === 'object' && (!('raw' in response) || 'writeHead' in response)) return;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `${owner}: it must be called with the request and response of Node. ` +
      'In other frameworks, use @sess/core/fastify, koa, hono, next or fetch.',
  );
}
