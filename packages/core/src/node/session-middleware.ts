import { SessionError } from '../contract/errors.js';
import type { RequestBinding } from '../http/request-binding.js';
import { ErrorHandlers } from './error-handlers.js';
import { type Headers, sendErrorPage } from './failed-response.js';
import { checkMiddlewareOptions, errorTimeoutOf, type SessionMiddlewareOptions } from './middleware-options.js';
import { NodeBinding } from './node-binding.js';
import type { HoldableResponse, NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';

/** What a middleware needs of a `SessionManager`. */
export interface RequestSessions {
  /** Ties a request to its session. */
  bind(request: object, binding: RequestBinding): void;
  /** Loads the session of a request. */
  get(request: object, options?: { readonly ahead?: boolean }): Promise<unknown>;
}

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
 * response, the deprecated `response.writeHeader`, and Fastify's `reply.hijack()`. Call `session.save()` there. With a
 * `Content-Length` a client may take a stream for complete before `end`; what is changed that late is stored, but not waited for.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name
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
  checkArguments('sessionMiddleware', sessions, options);
  const isSecure = options.isSecure?.bind(options);
  const isEager = options.load === 'eager';
  const errorTimeout = errorTimeoutOf('sessionMiddleware', options);
  return (request, response, next) => {
    // A `next` that takes no error would run the handlers a second time.
    const nextWithError = next && next.length > 0 ? next : undefined;
    const handlers = nextWithError && new ErrorHandlers(nextWithError, request, response, errorTimeout);
    sessions.bind(request, new NodeBinding(request, response, handlers, isSecure));
    if (!isEager) return next?.();
    const before = response.getHeaders();
    const fail = nextWithError ?? ((error: unknown) => sendPlainError(response, before, error));
    // oxlint-disable-next-line promise/no-callback-in-promise -- what comes next is written with callbacks
    sessions.get(request, { ahead: true }).then(() => next?.(), fail);
  };
}

/**
 * Wraps a listener of `node:http`, `node:https` or `node:http2` so that it may call `sessions.get(request)`; as
 * {@link sessionMiddleware} does, where there are no error handlers. What the listener throws or rejects with stays its own.
 *
 * @throws `SessionError` `INVALID_OPTION` for options that are unknown or impossible, by name
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
  checkArguments('withSession', sessions, options);
  const middleware = sessionMiddleware(sessions, options);
  return (request, response) => {
    middleware(request, response, () => {
      listener(request, response);
    });
  };
}

function checkArguments(owner: string, sessions: RequestSessions, options: SessionMiddlewareOptions): void {
  if (typeof sessions?.bind !== 'function') {
    throw new SessionError('INVALID_ARGUMENT', `${owner}: the first argument must be a SessionManager`);
  }
  checkMiddlewareOptions(owner, options);
}

function sendPlainError(response: HoldableResponse, before: Headers, error: unknown): void {
  sendErrorPage(response, before, error, (name, call) => response[name]?.(...call));
}
