import type { NextFunction } from './node-exchange.js';
import { whenRejected } from './when-rejected.js';

/**
 * Wraps an asynchronous handler so that `next` gets what it rejects with, as Express 5 does by itself. Express 4, Connect and others
 * drop the promise: a `session.save()` or `session.destroy()` that rejects while the store is down would end the process.
 *
 * The handler keeps its type. An error handler, with four parameters, stays one.
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
export function catchRejections<Handler extends (...call: never[]) => unknown>(handler: Handler): Handler {
  const run = (call: readonly unknown[]): void => {
    const next = call.at(-1) as NextFunction;
    whenRejected(handler(...(call as never[])), (reason) =>
      next(reason || new Error('A handler rejected without a reason.')),
    );
  };
  // Express tells handlers from error handlers by how many parameters they declare.
  const wrapped =
    handler.length === 4
      ? (error: unknown, request: unknown, response: unknown, next: unknown) => run([error, request, response, next])
      : (request: unknown, response: unknown, next: unknown) => run([request, response, next]);
  return wrapped as Handler & typeof wrapped;
}
