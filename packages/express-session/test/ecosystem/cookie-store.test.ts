import { randomBytes } from 'node:crypto';
import { CookieSessionStore } from '@sess/cookie';
import { expect, it } from 'vitest';
import session from '../../src/index.js';
import { Browser } from './browser.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';
import { visitOf } from './visit.js';

const keys = [{ name: 'first', secret: randomBytes(32).toString('base64url') }];

function open(name = 'connect.sid', maxCookies = 1) {
  const store = new CookieSessionStore({ keys, maxCookies });
  const middleware = session({ secret: 'correct horse', saveUninitialized: false, store, name });
  return new PassportShop(
    { middleware: middleware as never, faults: { before: () => Promise.resolve() } },
    ({ app }) => {
      app.get('/fill', (request, response) => {
        visitOf(request).note = randomBytes(Number(request.query['bytes'])).toString('base64url');
        response.send('filled');
      });
    },
  );
}

it('keeps the session in the cookie of express-session, with a store of @sess/cookie', async () => {
  const browser = new Browser(await serve(open().app));
  await browser.submit('/cart', { sku: 'tea' });
  expect(browser.cookie).toMatch(/^connect\.sid=s%3A/);
  expect((await browser.submit('/login?keep', { username: 'alice', password: 'wrong' })).json).toEqual({
    errors: ['Wrong name or password.'],
  });
  expect((await browser.get('/login')).json).toEqual({ errors: [] });
  const { json } = await browser.submit('/login?keep', { username: 'alice', password: 'alice' });
  expect(json).toMatchObject({ user: 'alice', cart: ['tea'] });
  expect((await browser.submit('/cart', { sku: 'cake' })).json).toMatchObject({ user: 'alice', cart: ['tea', 'cake'] });
  expect((await browser.submit('/logout?keep')).json).toMatchObject({ signedIn: false, cart: ['tea', 'cake'] });
  expect((await browser.submit('/logout')).json).toEqual(expect.not.objectContaining({ cart: expect.anything() }));
});

it('is an error, not a lost session, when the cookie is too large for a browser', async () => {
  // The store leaves room for a name of usual length only.
  const browser = new Browser(await serve(open('n'.repeat(500)).app));
  await browser.submit('/cart', { sku: 'tea' });
  const statuses = new Set<number>();
  for (let bytes = 1700; bytes <= 1900; bytes += 50) {
    const { status, cookies } = await browser.get(`/fill?bytes=${bytes}`);
    statuses.add(status);
    for (const line of cookies) expect(line.length).toBeLessThanOrEqual(4096);
  }
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 413]);
  expect((await browser.get('/')).json).toMatchObject({ cart: ['tea'] });
});

it('spreads a large session over several cookies, none of which a browser would drop', async () => {
  const browser = new Browser(await serve(open('connect.sid', 3).app));
  const { status, cookies } = await browser.get('/fill?bytes=4500');
  expect([status, cookies.length]).toEqual([200, 3]);
  for (const line of cookies) expect(line.length).toBeLessThanOrEqual(4096);
  expect((await browser.get('/')).json['note']).toHaveLength(6000);
});
