import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { createApp, type Shop } from '../src/app.js';

const store = new MemorySessionStore();
const app = await createApp(new SessionManager<Shop>({ store }));

/** A browser with one cookie. */
class Browser {
  #cookie = '';

  async get(url: string) {
    return this.#send({ method: 'GET', url });
  }

  async post(url: string, form: Record<string, string> = {}) {
    const payload = new URLSearchParams(form).toString();
    return this.#send({ method: 'POST', url, payload, type: 'application/x-www-form-urlencoded' });
  }

  async #send({ type, ...request }: { method: 'GET' | 'POST'; url: string; payload?: string; type?: string }) {
    const headers = { cookie: this.#cookie, ...(type && { 'content-type': type }) };
    const response = await app.inject({ ...request, headers });
    for (const { name, value, maxAge } of response.cookies) this.#cookie = maxAge === 0 ? '' : `${name}=${value}`;
    return { status: response.statusCode, page: response.body && response.json<unknown>() };
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
