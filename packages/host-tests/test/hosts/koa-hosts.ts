import { Readable } from 'node:stream';
import Koa from 'koa';
import { mount as mountByHand } from '../mount/koa.js';
import { mount as mountByConnect } from '../mount/koa-connect.js';
import { type Host, listenWith, pageRequest, shopOf } from './host.js';

function koaHost(name: string, mount: typeof mountByHand): Host {
  return {
    name,
    serve(sessions, { page }) {
      const app = new Koa();
      app.silent = true;
      mount(app, shopOf(sessions));
      app.use(async (ctx) => {
        const { status = 200, headers = {}, body } = await page(pageRequest(sessions, ctx.req, ctx.req));
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

export const koaHosts: readonly Host[] = [koaHost('Koa 3', mountByHand), koaHost('koa-connect', mountByConnect)];
