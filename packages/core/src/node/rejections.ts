import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';

/**
 * Wraps an asynchronous handler so that its rejection is passed to `next`, as Express 5 does by itself. Express 4,
 * Connect and others ignore the promise: a `session.save()` or `session.destroy()` that rejects while the store is down
 * would end the process.
 *
 * The handler keeps its type. An error handler, with four parameters, remains one.
 *
 * @example
 * ```ts
 * import { catchRejections } from '@sess/core/node';
 *
 * app.post(
 *   '/sign-out',
 *   catchRejections(async (request, response) => {
 *     const session = await sessions.get(request);
 *     await session.destroy();
 *     response.redirect('/');
 *   }),
 * );
 * ```
 */
export function catchRejections<Handler extends (...args: never[]) => unknown>(handler: Handler): Handler {
  const run = (args: readonly unknown[]): void => {
    const next = args.at(-1) as NextFunction;
    whenRejected(handler(...(args as never[])), (reason) =>
      next(reason || new Error('A handler rejected without a reason.')),
    );
  };
  // Express tells handlers from error handlers by the number of their parameters.
  const wrapped =
    handler.length === 4
      ? (error: unknown, request: unknown, response: unknown, next: unknown) => run([error, request, response, next])
      : (request: unknown, response: unknown, next: unknown) => run([request, response, next]);
  return wrapped as Handler & typeof wrapped;
}

/**
 * Calls `rejected` when `returned` is a promise that rejects. Returns the promise of what `rejected` makes of it; any
 * other value is returned as it is.
 */
export function whenRejected(returned: unknown, rejected: (reason: unknown) => unknown): unknown {
  const isPromise = typeof returned === 'object' && returned && 'then' in returned;
  return isPromise ? Promise.resolve(returned).catch(rejected) : returned;
}

interface ExpressApplication {
  /** Only Express 4 has it. */
  readonly lazyrouter?: unknown;
}

/**
 * Whether this chain ignores the rejection of a handler, so that a session which cannot be loaded would end the
 * process.
 *
 * Express 4 does, and so do Connect and the routers that are built like it. Those add nothing to a request but
 * `originalUrl`, so they are recognized by that and by the name of their `next`. If a bundler has renamed it, they are
 * not recognized.
 */
export function dropsRejections(request: NodeRequest, response: NodeResponse, next: NextFunction | undefined): boolean {
  const { app } = response as { readonly app?: ExpressApplication };
  if (app) return typeof app.lazyrouter === 'function';
  return next?.name === 'next' && 'originalUrl' in request;
}
