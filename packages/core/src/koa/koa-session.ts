import { requireSessions } from '../http/require-sessions.js';
import type { RequestSessions } from '../node/session-middleware.js';
import { KoaBinding } from './koa-binding.js';
import type { KoaContext } from './koa-context.js';

/** A middleware of Koa 3. */
export type KoaSessionMiddleware = (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>;

/**
 * Returns a middleware that serves the requests of Koa with sessions: every middleware after it calls
 * `sessions.get(ctx)`.
 *
 * What changed is stored when the middlewares after it have returned, before Koa responds, unless `ctx.status` is 500
 * or above. If storing fails, it throws the error: 503 when the store is down, 401 or 409 when the session has ended.
 * So middlewares before it can catch the error; otherwise Koa responds with its `status`, and `app.on('error')` gets
 * it. If Koa then cannot send the body, because it has no JSON, the client gets Koa's error, and the session's cookie
 * with it: what was stored remains.
 *
 * What a middleware changes before it throws is stored if the response has a status below 500, as after
 * `ctx.throw(401)`. What changes while a body streams is stored before its end. A handler that sets `ctx.respond` to
 * `false` writes to `ctx.res` itself, and the response is held back until the session is stored.
 *
 * `Secure` cookies depend on `ctx.secure`: behind a proxy, set `app.proxy`.
 *
 * @throws `SessionError` `INVALID_ARGUMENT` for anything but a manager
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 * import { koaSession } from '@sess/core/koa';
 * import Koa from 'koa';
 *
 * const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
 * const app = new Koa();
 * app.use(koaSession(sessions));
 * app.use(async (ctx) => {
 *   const session = await sessions.get(ctx);
 *   ctx.body = `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
 * });
 * ```
 */
export function koaSession(sessions: RequestSessions): KoaSessionMiddleware {
  requireSessions('koaSession', sessions);
  return async (ctx, next) => {
    const binding = new KoaBinding(ctx);
    sessions.bind(ctx, binding, [ctx.request, ctx.req]);
    await next();
    await binding.commitBeforeHead();
  };
}
