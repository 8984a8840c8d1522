import { honoSession } from '@sess/core/hono';
import { Hono } from 'hono';
import { expect, it, vi } from 'vitest';
import { cookiesOf, HonoShop, serveHono } from './hono-shop.js';

it.each([
  ['/empty', 2],
  ['/text', 1],
  ['/thrown', 1],
])("sends no visitor's cookie to another one when all are sent the same response: %s", async (path, count) => {
  // Hono prints the errors of a response that was sent twice.
  const print = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const shop = new HonoShop();
  const app = new Hono();
  app.use(honoSession(shop.sessions));
  app.use(async (c, next) => {
    if (!c.req.header('anonymous')) (await shop.sessions.get(c)).set('visits', 1);
    await next();
  });
  app.get('/thrown', () => Promise.reject(new Error('no')));
  let constant: Response | undefined;
  app.get('/empty', () => (constant ??= new Response(null, { headers: { 'content-type': 'text/html' } })));
  // @hono/node-server sends a text that was made while it serves as often as it is returned.
  app.get('/text', () => (constant ??= new Response('text', { headers: { 'content-type': 'text/plain' } })));
  app.onError(() => (constant ??= new Response('no', { status: 400 })));
  const site = await serveHono(app);
  const cookiesFor = async (headers = {}) => cookiesOf(await site.send(path, { headers }));
  const cookies = [await cookiesFor(), await cookiesFor({ anonymous: 'yes' }), await cookiesFor()].flat();
  shop.down = 'all';
  cookies.push(...(await cookiesFor()));
  expect([cookies.length, new Set(cookies).size]).toEqual([count, count]);
  await site.close();
  print.mockRestore();
});

it('responds to a failed commit with its status also if onError returns c.res', async () => {
  const shop = new HonoShop();
  const app = new Hono();
  app.use(honoSession(shop.sessions));
  app.get('/', async (c) => {
    (await shop.sessions.get(c)).set('visits', 1);
    return c.text('stored');
  });
  app.onError((_error, c) => c.res);
  shop.down = 'all';
  const { status, headers } = await app.request('/');
  expect([status, headers.get('retry-after')]).toEqual([503, '5']);
});

it('responds with an error when a middleware has not waited for next(), so that a change would be lost', async () => {
  const shop = new HonoShop();
  const app = new Hono();
  const errors: unknown[] = [];
  app.onError((error, c) => {
    errors.push(error);
    return c.text('broken', 500);
  });
  app.use(honoSession(shop.sessions));
  const forgotten: Promise<void>[] = [];
  app.use((_c, next) => {
    forgotten.push(next());
    return Promise.resolve();
  });
  app.get('/', async (c) => {
    (await shop.sessions.get(c)).set('visits', 1);
    return c.text('stored');
  });
  expect((await app.request('/')).status).toBe(500);
  expect(errors).toEqual([expect.objectContaining({ code: 'WRONG_TIME' })]);
});
