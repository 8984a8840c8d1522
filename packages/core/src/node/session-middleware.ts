import type { SessionMiddlewareOptions } from './middleware-options.js';
import { createMount, type RequestSessions } from './mount.js';
import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
import { watchOver } from './watch-over.js';

/** A middleware for Express 4 and 5, Connect, and whatever else calls functions this way; without a chain, `next` may be left out. */
export type SessionMiddleware = (request: NodeRequest, response: NodeResponse, next?: NextFunction) => void;

/**
 * Serves requests with sessions: handlers behind it may call `sessions.get(request)`.
 *
 * What a handler changed is stored before the first byte of its response goes out, and what a stream changes later, before its
 * end, or when its client leaves. What changes after the end is stored by a commit of its own. Until then the response is held; it
 * looks to the handler as if it had been sent. A request that never asks for its session costs next to nothing, and it makes no
 * difference whether `compression` stands before or behind. (Of an Express application it extends
 * `app.response`, the prototype that is the application's own, by functions that look for a held response first.)
 *
 * If storing fails, the client gets an error instead, once, and an `unsaved` event carries the error. It goes to `next(error)`, with
 * `error.status`, where the handler has ended its response, or piped a stream into it, and nobody wrapped the response after the
 * session was loaded. Else the client gets a plain page: 503 with `Retry-After` when the store is down, 401 or 409 when the session
 * went away. It also gets that page when `next(error)` throws or rejects, or when nobody begins to answer within `errorTimeout`; what a
 * late handler sends is then discarded. An error that `next` throws beside the one it was given is reported as a warning of the
 * process. If storing fails at the end of a stream, the response is broken off.
 *
 * Goes around it, and is neither held nor given a cookie: what is written to `response.socket` or to the `stream` of an HTTP/2
 * response, and the deprecated `response.writeHeader`. Call `session.save()` there. With a `Content-Length` a client may take a stream
 * for complete before `end`; what is changed that late is stored, but not waited for.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager, MemorySessionStore, SessionManager } from '@sess/core';
 * import { sessionMiddleware, withSession } from '@sess/core/node';
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
 * Wraps a listener of `node:http`, `node:https` or `node:http2` so that it may call `sessions.get(request)`; as
 * {@link sessionMiddleware} does, where there are no error handlers.
 *
 * A listener may be asynchronous. If it throws or rejects before it has ended its response, its changes are dropped and the client
 * gets a plain error page, or sees its response broken off where the headers are out. A `SessionError`, such as a `StoreError`, gives
 * the page its status; it is reported as a warning of the process, which lives on. An error of the application's own becomes a 500,
 * and is thrown on to where `node:http` would take it: that ends the process, unless somebody listens to `uncaughtException` or
 * `unhandledRejection`, or the server has `captureRejections`.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 *  *  *
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
    mount(request, response, undefined, (binding) => watchOver(binding, () => listener(request, response)));
}
