import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../option-names.js';
import type { NodeRequest } from './node-exchange.js';

/** How requests of Node meet their sessions. */
export interface SessionMiddlewareOptions {
  /**
   * When a session is loaded: at the first `sessions.get(request)`, or, `'eager'`, before the next middleware runs.
   *
   * Eager is for Express 4, which leaves the rejection of an asynchronous handler unhandled: a store that is down then reaches
   * the error handlers by `next(error)`. Every request is read from the store for it.
   *
   * @defaultValue `'lazy'`
   */
  readonly load?: 'eager' | 'lazy';
  /**
   * Whether the browser came by HTTPS, for applications behind a proxy that their framework knows nothing of.
   *
   * @defaultValue Express's `req.secure`, which heeds `trust proxy`; elsewhere whether the connection is encrypted, or the scheme
   * that an HTTP/2 request came with
   */
  isSecure?(request: NodeRequest): boolean;
}

/** @throws {@link SessionError} `INVALID_OPTION`, naming what is wrong */
export function checkMiddlewareOptions(owner: string, options: SessionMiddlewareOptions): void {
  refuseUnknownOptions(owner, options, ['load', 'isSecure']);
  const { load } = options;
  if (load !== undefined && load !== 'eager' && load !== 'lazy') {
    throw new SessionError('INVALID_OPTION', `${owner}.load must be 'eager' or 'lazy'`);
  }
  if (options.isSecure !== undefined && typeof options.isSecure !== 'function') {
    throw new SessionError('INVALID_OPTION', `${owner}.isSecure must be a function of the request`);
  }
}
