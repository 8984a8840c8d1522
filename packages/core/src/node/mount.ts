import { SessionError } from '../contract/errors.js';
import type { RequestBinding } from '../http/request-binding.js';
import { dropsRejections } from './drops-rejections.js';
import { ErrorHandlers } from './error-handlers.js';
import { checkMiddlewareOptions, errorTimeoutOf, type SessionMiddlewareOptions } from './middleware-options.js';
import { NodeBinding } from './node-binding.js';
import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
import { shareShape } from './shared-shape.js';
import { watchOver } from './watch-over.js';

/** What a middleware needs of a `SessionManager`. */
export interface RequestSessions {
  /** Ties a request to its session. */
  bind(request: object, binding: RequestBinding): void;
  /** Loads the session of a request; `ahead`, before anybody has asked for it. */
  get(request: object, options?: { readonly ahead?: boolean }): Promise<unknown>;
}

/** Ties a request to its session, and goes on to what handles it. */
export type Mount = (
  request: NodeRequest,
  response: NodeResponse,
  next: NextFunction | undefined,
  go: (binding: NodeBinding) => unknown,
) => unknown;

/** @throws {@link SessionError} `INVALID_OPTION` and `INVALID_ARGUMENT`, naming what is wrong */
export function createMount(owner: string, sessions: RequestSessions, options: SessionMiddlewareOptions): Mount {
  if (typeof sessions?.bind !== 'function') {
    throw new SessionError('INVALID_ARGUMENT', `${owner}: the first argument must be a SessionManager`);
  }
  checkMiddlewareOptions(owner, options);
  const { load } = options;
  const isSecure = options.isSecure?.bind(options);
  const errorTimeout = errorTimeoutOf(owner, options);

  const loadsAhead = (request: NodeRequest, response: NodeResponse, next: NextFunction | undefined): boolean => {
    if (load !== undefined) return load === 'eager';
    // Without a cookie there is nothing to load, so nothing can fail; OPTIONS never looks.
    if (request.headers.cookie === undefined || request.method === 'OPTIONS') return false;
    return dropsRejections(request, response, next);
  };

  return (request, response, next, go) => {
    shareShape(request, response);
    // A `next` that takes no error would run the handlers a second time.
    const takesErrors = next && next.length > 0;
    const handlers = takesErrors ? new ErrorHandlers(next, request, response, errorTimeout) : undefined;
    const binding = new NodeBinding(request, response, handlers, isSecure);
    sessions.bind(request, binding);
    if (!loadsAhead(request, response, next)) return go(binding);
    return sessions.get(request, { ahead: true }).then(
      // Whoever called the middleware has gone, and hears of nothing that is thrown.
      () => watchOver(binding, () => go(binding)),
      (error: unknown) => binding.refuse(error),
    );
  };
}
