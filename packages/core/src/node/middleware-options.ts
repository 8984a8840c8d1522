import { SessionError } from '../contract/errors.js';
import { type Duration, durationToMilliseconds } from '../options/duration.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import type { NodeRequest } from './node-exchange.js';

/** How requests of Node meet their sessions. */
export interface SessionMiddlewareOptions {
  /**
   * When a session is loaded: `'lazy'`, at the first `sessions.get(request)`, or `'eager'`, before the next middleware runs.
   *
   * Eager is for chains that drop the promise of an asynchronous handler: a store that is down would end the process there, and
   * reaches the error handlers by `next(error)` instead. It costs a call of the store for each request that carries a session
   * cookie; nothing is said to caches, and no deadline moves, unless a handler asks for the session. Mount before it what never
   * does, such as static files.
   *
   * @defaultValue `'lazy'`; on Express 4 and Connect eager, for requests with a cookie. h3 1 is taken for Connect: say `'lazy'` there
   */
  readonly load?: 'eager' | 'lazy';
  /**
   * Whether the browser came by HTTPS, for applications behind a proxy that their framework knows nothing of.
   *
   * @defaultValue Express's `req.secure`, which heeds `trust proxy`; elsewhere whether the connection is encrypted, or the scheme
   * that an HTTP/2 request came with
   */
  isSecure?(request: NodeRequest): boolean;
  /**
   * How long the error handlers have to begin their answer after `next(error)`. Afterwards the client gets a plain error page, and
   * what a late handler sends is discarded. It ends the wait for a `next` that nobody hears: one that throws or rejects, or that
   * belongs to a promise which was settled long ago, as koa-connect's does.
   *
   * @defaultValue 1 second
   */
  readonly errorTimeout?: Duration;
}

/** What a timer of Node can wait for; one that is longer fires at once. */
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
