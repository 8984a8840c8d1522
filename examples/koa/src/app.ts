import type { SessionManager } from '@sess/core';
import { koaSession } from '@sess/core/koa';
import Koa, { type Context } from 'koa';
import bodyParser from 'koa-bodyparser';

export interface Shop {
  visits: number;
  /** How many of each article. */
  cart: Record<string, number>;
}

/** Returns a field of a form. */
function field(ctx: Context, name: string): string {
  const value: unknown = (ctx.request.body as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : ctx.throw(400, `${name} is missing.`);
}

function redirectHome(ctx: Context): void {
  ctx.redirect('/');
  ctx.status = 303;
}

export function createApp(sessions: SessionManager<Shop>): Koa {
  const routes: Record<string, (ctx: Context) => Promise<void>> = {
    async 'GET /'(ctx) {
      const session = await sessions.get(ctx);
      const visits = session.update('visits', 0, (count) => count + 1);
      ctx.body = { visits, cart: session.get('cart') ?? {}, user: session.owner };
    },
    async 'POST /cart'(ctx) {
      const session = await sessions.get(ctx);
      const article = field(ctx, 'article');
      session.update('cart', {}, (cart) => {
        cart[article] = (cart[article] ?? 0) + 1;
      });
      redirectHome(ctx);
    },
    // A real shop would check a password here.
    async 'POST /sign-in'(ctx) {
      const session = await sessions.get(ctx);
      session.signIn(field(ctx, 'name'));
      redirectHome(ctx);
    },
    async 'POST /sign-out'(ctx) {
      const session = await sessions.get(ctx);
      await session.destroy();
      redirectHome(ctx);
    },
    async 'GET /devices'(ctx) {
      const { id, owner } = await sessions.get(ctx);
      if (owner === undefined) return ctx.throw(401, 'Sign in first.');
      const devices = [];
      for await (const device of sessions.list(owner)) {
        devices.push({ since: new Date(device.createdAt), isThisOne: device.id === id });
      }
      ctx.body = devices;
    },
    async 'POST /sign-out-everywhere'(ctx) {
      const session = await sessions.get(ctx);
      if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
      await session.destroy();
      redirectHome(ctx);
    },
  };

  const app = new Koa();
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { status = 500, message } = error as { status?: number; message?: string };
      if (status >= 500) ctx.app.emit('error', error, ctx);
      ctx.status = status;
      ctx.body = { error: status < 500 ? message : 'Please try again later.' };
    }
  });
  app.use(bodyParser());
  app.use(koaSession(sessions));
  app.use((ctx, next) => routes[`${ctx.method} ${ctx.path}`]?.(ctx) ?? next());
  return app;
}
