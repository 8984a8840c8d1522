import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';

interface ExpressApplication {
  /** Express 4 alone has it. */
  readonly lazyrouter?: unknown;
}

/**
 * Whether nobody hears when a handler of this chain rejects, so that a session which cannot be loaded would end the process.
 *
 * That holds for Express 4, and for Connect and the routers that are built like it. These leave nothing on a request but its
 * `originalUrl`, so they are known by that and by the name of their `next`; where a bundler has renamed it they are not.
 */
export function dropsRejections(request: NodeRequest, response: NodeResponse, next: NextFunction | undefined): boolean {
  const { app } = response as { readonly app?: ExpressApplication };
  if (app) return typeof app.lazyrouter === 'function';
  return next?.name === 'next' && 'originalUrl' in request;
}
