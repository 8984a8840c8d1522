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
  shop.isDown = true;
  cookies.push(...(await cookiesFor()));
  expect([cookies.length, new Set(cookies).size]).toEqual([count, count]);
  await site.close();
  print.mockRestore();
});
