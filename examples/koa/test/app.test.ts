import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp, type Shop } from '../src/app.js';

const store = new MemorySessionStore();
const app = createApp(new SessionManager<Shop>({ store }));
app.silent = true;
let server: Server;

beforeAll(async () => {
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

/** A browser with one cookie. */
class Browser {
  #cookie = '';

  async get(path: string) {
    return this.#send(path, {});
  }

  async post(path: string, form: Record<string, string> = {}) {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  async #send(path: string, init: RequestInit) {
    const { port } = server.address() as AddressInfo;
    const headers = { cookie: this.#cookie };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie())
      this.#cookie = line.includes('Max-Age=0') ? '' : line.split(';')[0]!;
    const { status } = response;
    return { status, page: status === 303 ? undefined : await response.json() };
  }
}

it('counts visits, and fills a cart', async () => {
  const browser = new Browser();
  expect((await browser.get('/')).page).toEqual({ visits: 1, cart: {} });
  for (let hats = 0; hats < 2; hats++) expect((await browser.post('/cart', { article: 'hat' })).status).toBe(303);
  expect((await browser.get('/')).page).toEqual({ visits: 2, cart: { hat: 2 } });
  expect(await browser.post('/cart')).toMatchObject({ status: 400, page: { error: /article/ } });
});

it('signs in, keeps the cart, and signs out on one device or on all', async () => {
  const [phone, laptop] = [new Browser(), new Browser()];
  await phone.post('/cart', { article: 'hat' });
  expect(await phone.get('/devices')).toEqual({ status: 401, page: { error: 'Sign in first.' } });
  for (const device of [phone, laptop]) await device.post('/sign-in', { name: 'alice' });
  expect((await phone.get('/')).page).toMatchObject({ user: 'alice', cart: { hat: 1 } });
  expect((await phone.get('/devices')).page).toHaveLength(2);
  await laptop.post('/sign-out');
  expect((await laptop.get('/')).page).not.toHaveProperty('user');
  expect((await phone.get('/devices')).page).toMatchObject([{ isThisOne: true }]);
  await laptop.post('/sign-in', { name: 'alice' });
  await phone.post('/sign-out-everywhere');
  for (const device of [phone, laptop]) expect((await device.get('/')).page).not.toHaveProperty('user');
});

it('keeps the status of an error', async () => {
  const { create } = store;
  store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  expect(await new Browser().get('/')).toEqual({ status: 503, page: { error: 'Please try again later.' } });
  store.create = create;
});
