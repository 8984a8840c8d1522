import { SessionError } from '../contract/errors.js';
import { type Duration, durationToMilliseconds } from '../options/duration.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import type { NodeRequest } from './node-exchange.js';

/** Options of `sessionMiddleware` and `withSession`. */
export interface SessionMiddlewareOptions {
  /**
   * When a session is loaded: `'lazy'` at the first `sessions.get(request)`, `'eager'` before the next middleware runs.
   *
   * Eager is for chains that ignore the promise of an asynchronous handler. There, a store that is down would end the
   * process; loaded eagerly, its error reaches the error handlers by `next(error)`. It costs a store call for each
   * request with a session cookie. Unless a handler asks for the session, no caching header is set and no deadline
   * moves. Mount static files and the like before it.
   *
   * @defaultValue `'lazy'`; `'eager'` on Express 4 and Connect, for requests with a cookie. h3 1 looks like Connect:
   * set `'lazy'` there
   */
  readonly load?: 'eager' | 'lazy';
  /**
   * Whether the browser used HTTPS, for applications behind a proxy that their framework does not know about.
   *
   * @defaultValue Express's `req.secure`, which depends on `trust proxy`; elsewhere whether the connection is
   * encrypted, or the scheme of an HTTP/2 request
   */
  isSecure?(request: NodeRequest): boolean;
  /**
   * How long the error handlers may take to begin a response after `next(error)`. Afterwards the client gets a plain
   * error page, and what a late handler sends is discarded. This covers a `next` that has no effect, like that of
   * koa-connect, which belongs to a promise that was settled long ago.
   *
   * @defaultValue 1 second
   */
  readonly errorTimeout?: Duration;
}

/** The longest delay of a timer in Node; a longer one fires at once. */
const longestTimeout = 2 ** 31 - 1;

/** Returns milliseconds. */
export function errorTimeoutOf(owner: string, { errorTimeout = 1000 }: SessionMiddlewareOptions): number {
  return Math.min(durationToMilliseconds(errorTimeout, `${owner}.errorTimeout`, 100), longestTimeout);
}

/** @throws {@link SessionError} `INVALID_OPTION`, naming what is wrong */
export function checkMiddlewareOptions(owner: string, options: SessionMiddlewareOptions): void {
  refuseUnknownOptions(owner, options, ['load', 'isSecure', 'errorTimeout']);
  const { load } = options;
  if (load !== undefined && load !== 'eager' && load !== 'lazy') {
    throw new SessionError('INVALID_OPTION', `${owner}.load must be 'eager' or 'lazy'`);
  }
  if (options.isSecure !== undefined && typeof options.isSecure !== 'function') {
    throw new SessionError('INVALID_OPTION', `${owner}.isSecure must be a function of the request`);
  }
}
