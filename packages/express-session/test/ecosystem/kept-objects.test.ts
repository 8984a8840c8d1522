import type { Request } from 'express';
import { expect, it } from 'vitest';
import { Browser } from './browser.js';
import { describeEach } from './implementations.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';
import { type Visit, visitOf } from './visit.js';

type Done = (error?: Error) => void;
type Calls = (request: Request, former: Visit) => Promise<unknown>[] | Promise<unknown>;

const alice = { id: 7, name: 'alice' };

function finished(call: (done: Done) => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve('done')));
  });
}

const regenerate = (session: Visit) => finished((done) => session.regenerate(done));
const destroy = (session: Visit) => finished((done) => session.destroy(done));
const login = (request: Request) => finished((done) => request.login(alice, done));
const logout = (request: Request) => finished((done) => request.logout(done));

/** What the request has in the end: a session or none. What it then notes is in the next page, or is not. */
const habits: [string, Calls, 'a session' | 'none'][] = [
  ['regenerate, twice at once', (_, former) => [regenerate(former), regenerate(former)], 'a session'],
  ['regenerate, twice', (_, former) => regenerate(former).then(() => regenerate(former)), 'a session'],
  ['destroy, twice at once', (_, former) => [destroy(former), destroy(former)], 'none'],
  ['destroy, twice', (_, former) => destroy(former).then(() => destroy(former)), 'none'],
  ['destroy, then regenerate', (_, former) => destroy(former).then(() => regenerate(former)), 'a session'],
  ['destroy and regenerate at once', (_, former) => [destroy(former), regenerate(former)], 'a session'],
  ['regenerate, then destroy', (_, former) => regenerate(former).then(() => destroy(former)), 'none'],
  ['login, then destroy', (request, former) => login(request).then(() => destroy(former)), 'none'],
  ['logout, twice at once', (request) => [logout(request), logout(request)], 'a session'],
  ['logout, then regenerate', (request, former) => logout(request).then(() => regenerate(former)), 'a session'],
];

describeEach('a session object that code has kept', (implementation) => {
  async function open(calls: Calls) {
    const shop = new PassportShop(implementation.mount(), ({ app }) => {
      app.get('/run', (request, response, next) => {
        const calling = calls(request, visitOf(request));
        Promise.all(Array.isArray(calling) ? calling : [calling]).then(() => {
          const session = visitOf(request) as Visit | undefined;
          if (session) session.note = 'after';
          response.json({ has: session ? 'a session' : 'none' });
        }, next);
      });
    });
    return new Browser(await serve(shop.app));
  }

  it.each(habits)('can be used again: %s', async (_name, calls, has) => {
    for (const begins of [[], ['/cart'], ['/login', '/cart']]) {
      const browser = await open(calls);
      for (const path of begins) await browser.submit(path, { sku: 'tea', username: 'alice', password: 'alice' });
      const former = browser.copy();
      expect(await browser.get('/run')).toMatchObject({ status: 200, json: { has } });
      const { signedIn, cart, note } = (await browser.get('/')).json;
      expect([signedIn, cart, note]).toEqual([false, undefined, has === 'none' ? undefined : 'after']);
      expect((await former.get('/')).json).toMatchObject({ signedIn: false });
      expect((await former.get('/')).json).not.toHaveProperty('cart');
    }
  });

  it('lets one request sign in twice at once', async () => {
    const browser = await open((request) => [login(request), login(request)]);
    await browser.submit('/cart', { sku: 'tea' });
    const former = browser.copy();
    expect((await browser.get('/run')).status).toBe(200);
    expect((await browser.get('/')).json).toMatchObject({ user: 'alice' });
    expect((await former.get('/')).json).toMatchObject({ signedIn: false });
  });
});
