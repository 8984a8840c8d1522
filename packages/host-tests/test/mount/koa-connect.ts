import { sessionMiddleware } from '@sess/core/node';
import type Koa from 'koa';
import c2k from 'koa-connect';
import type { Sessions } from './sessions.js';

export function mount(app: Koa, sessions: Sessions): void {
  app.use(c2k(sessionMiddleware(sessions)));
  app.use(async (ctx, next) => {
    if (ctx.path !== '/visits') return next();
    const session = await sessions.get(ctx.req);
    ctx.body = `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  });
}
