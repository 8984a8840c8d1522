import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SessionError } from '@sess/core';
import { koaSession } from '@sess/core/koa';
import { catchRejections, sessionMiddleware } from '@sess/core/node';
import c2k from 'koa-connect';
import Koa, { type Middleware } from 'koa';
import { expect, expectTypeOf, it } from 'vitest';
import { Shop } from '../outage.js';
import { withKoa } from './koa-server.js';

it.each<[string, (app: Koa, shop: Shop) => unknown]>([
  ['mounted twice', (app, shop) => app.use(koaSession(shop.sessions))],
  [
    'mounted with the middleware for Node',
    (app, shop) => {
      const middleware = sessionMiddleware(shop.sessions);
      app.use((ctx, next) => {
        middleware(ctx.req, ctx.res);
        return next();
      });
    },
  ],
])('commits once when it is %s', async (_name, mountAgain) => {
  for (const isFirst of [true, false]) {
    const shop = new Shop();
    const app = new Koa();
    if (isFirst) app.use(koaSession(shop.sessions));
    mountAgain(app, shop);
    if (!isFirst) app.use(koaSession(shop.sessions));
    app.use(async (ctx) => {
      await shop.visit(ctx);
      ctx.body = (await shop.sessions.get(ctx.req)) === (await shop.sessions.get(ctx.request)) ? 'one' : 'two';
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect([await response.text(), response.headers.getSetCookie().length, shop.calls]).toEqual(['one', 1, ['create']]);
    server.close();
  }
});

it('shares the session with a middleware of Connect that koa-connect wraps, which gets ctx.req', async () => {
  const state: { shop?: Shop } = {};
  const visit = catchRejections<(request: IncomingMessage, response: unknown, next: () => void) => unknown>(
    async (request, _response, next) => {
      await state.shop!.visit(request);
      next();
    },
  );
  const wrapped: Middleware = c2k(visit);
  await withKoa(
    async (ctx, shop) => {
      await shop.visit(ctx);
      ctx.body = 'stored';
    },
    { after: [wrapped] },
    async ({ send, shop }) => {
      state.shop = shop;
      expect(await send()).toMatchObject({ body: 'stored', visits: 2 });
    },
  );
});

it('serves two managers at once, and a failed commit of one is one response with the cookie of the other', async () => {
  const two = new Shop({ cookie: { name: 'two' } });
  await withKoa(
    async (ctx, one) => {
      await one.visit(ctx);
      await two.visit(ctx);
      ctx.body = 'stored';
    },
    { after: [koaSession(two.sessions)] },
    async ({ send, shop: one }) => {
      const names = async () =>
        (await send()).cookies.map((line) => line.split('=')[0]).toSorted((a, b) => (a! < b! ? -1 : 1));
      expect(await names()).toEqual(['sid', 'two']);
      one.down = ['create'];
      expect(await send()).toMatchObject({ status: 503, cookies: [expect.stringMatching(/^two=/)] });
      one.down = [];
      two.down = ['create'];
      expect(await send()).toMatchObject({ status: 503, cookies: [] });
    },
  );
});

it("refuses anything but a manager, and is a middleware to Koa's types", () => {
  expect(() => koaSession({} as never)).toThrow(SessionError);
  expect(() => koaSession({} as never)).toThrow('koaSession: the first argument must be a SessionManager');
  const { sessions } = new Shop();
  expectTypeOf(koaSession(sessions)).toExtend<Middleware>();
});
