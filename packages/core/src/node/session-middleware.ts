import type { IncomingMessage, ServerResponse } from 'node:http';
import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../option-names.js';
import type { SessionManager } from '../session-manager.js';
import { answerFailure } from './answer-failure.js';
import { HeldResponse, type Next } from './held-response.js';
import { type IsSecure, requestFactsOf } from './request-facts-of.js';

/** How requests are to be understood, and when sessions are loaded. */
export interface SessionMiddlewareOptions {
  /**
   * Whether the browser came by HTTPS. @defaultValue what the framework says: Express's `req.secure`, http2's scheme, else the socket
   */
  readonly isSecure?: IsSecure;
  /**
   * `'eager'` loads the session of every request before the handlers run, so that a store that is down reaches the error handler
   * even under Express 4, which does not hear of a rejection in an asynchronous handler. It costs untouched requests a call.
   *
   * @defaultValue `'lazy'`: at the first `sessions.get(request)`
   */
  readonly load?: 'lazy' | 'eager';
}

/** Connect's form; `next` may be left out where there is no chain. */
export type SessionMiddleware = (request: IncomingMessage, response: ServerResponse, next?: Next) => void;

/**
 * Enables `sessions.get(request)`, and holds each answer until what changed in its session is stored.
 *
 * For Express 4 and 5, Connect, node:http and http2's compatibility API. A commit that fails is handed to the error handler while
 * nothing has been sent; where there is none, or where another middleware has wrapped the response since, the answer is the
 * error's status in plain text. Fastify's `hijack()` and http2's raw `stream` go around the response and are not held.
 *
 * @throws {@link SessionError} `INVALID_OPTION` for unknown options
 *
 * @example
 * ```ts
 * import { sessionMiddleware } from '@sess/core/node';
 * import { createServer } from 'node:http';
 *
 * const withSessions = sessionMiddleware(sessions);
 * createServer(async (request, response) => {
 *   withSessions(request, response);
 *   const session = await sessions.get(request);
 *   response.end(`visit ${session.update('visits', 0, (count) => count + 1)}`);
 * });
 * ```
 */
export function sessionMiddleware<Data extends object, Name extends string>(
  sessions: SessionManager<Data, Name>,
  options: SessionMiddlewareOptions = {},
): SessionMiddleware {
  refuseUnknownOptions('sessionMiddleware', options, ['isSecure', 'load']);
  const { isSecure, load = 'lazy' } = options;
  if (load !== 'lazy' && load !== 'eager') {
    throw new SessionError('INVALID_OPTION', 'sessionMiddleware: load must be "lazy" or "eager".');
  }
  return (request, response, next) => {
    sessions.bind(request, {
      get cookieHeader() {
        return request.headers.cookie;
      },
      get facts() {
        return requestFactsOf(request, isSecure);
      },
      opened(commit) {
        new HeldResponse(response, commit, next);
      },
    });
    if (load === 'lazy') return next?.();
    sessions.get(request).then(
      () => next?.(),
      (error: unknown) => (next ? next(error) : answerFailure(response, response.end.bind(response), error)),
    );
  };
}
