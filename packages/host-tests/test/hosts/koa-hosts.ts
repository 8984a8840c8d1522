import { Readable } from 'node:stream';
import { createApp } from '@sess/example-koa/app';
import Koa, { type Context } from 'koa';
import { mount as mountByConnect } from '../mount/koa-connect.js';
import type { Sessions } from '../mount/sessions.js';
import { type Host, listenWith, pageRequest, shopOf, visitsPage } from './host.js';

/** @param keyOf - Returns what a middleware passes to `sessions.get`. */
function koaHost(name: string, mount: (sessions: Sessions) => Koa, keyOf: (ctx: Context) => object): Host {
  return {
    name,
    serve(sessions, { page }) {
      const app = mount(shopOf(sessions));
      app.silent = true;
      app.use(async (ctx) => {
        const { status = 200, headers = {}, body } = await page(pageRequest(sessions, ctx.req, keyOf(ctx)));
        ctx.status = status;
        ctx.set(headers);
        ctx.body = typeof body === 'object' ? Readable.from(body) : (body ?? null);
        ctx.status = status;
      });
      const listener = app.callback();
      return listenWith((request, response) => {
        listener(request, response).catch((error: unknown) => response.destroy(error as Error));
      });
    },
  };
}

export const koaHosts: readonly Host[] = [
  koaHost(
    'Koa 3',
    (sessions) => {
      const app = createApp(sessions as unknown as Parameters<typeof createApp>[0]);
      app.use(async (ctx, next) => {
        if (ctx.path === '/visits') ctx.body = await visitsPage(sessions, ctx);
        else await next();
      });
      return app;
    },
    (ctx) => ctx,
  ),
  koaHost(
    'koa-connect',
    (sessions) => {
      const app = new Koa();
      mountByConnect(app, sessions);
      return app;
    },
    (ctx) => ctx.req,
  ),
];
