import { sessionMiddleware } from '@sess/core/node';
import type Koa from 'koa';
import type { Sessions } from './sessions.js';

export function mount(app: Koa, sessions: Sessions): void {
  const middleware = sessionMiddleware(sessions);
  app.use((ctx, next) => {
    middleware(ctx.req, ctx.res);
    return next();
  });
  app.use(async (ctx, next) => {
    if (ctx.path !== '/visits') return next();
    const session = await sessions.get(ctx.req);
    ctx.body = `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  });
}
