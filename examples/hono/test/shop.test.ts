import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { cookieFor } from '@sess/core/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { createApp, type Shop } from '../src/app.js';

let store: MemorySessionStore;
let sessions: SessionManager<Shop>;

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
});

/** Returns a browser: it keeps the cookie, and follows redirects. */
function browser() {
  const app = createApp(sessions);
  let cookie = '';
  return async function send(path: string, form?: Record<string, string>): Promise<unknown> {
    const response = await app.request(path, {
      headers: { cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0]!;
    const location = response.headers.get('location');
    return location === null ? response.json() : send(location);
  };
}

it('counts visits and keeps the cart through a sign-in', async () => {
  const send = browser();
  expect(await send('/')).toEqual({ visits: 1, cart: {} });
  await send('/cart', { article: 'hat' });
  expect(await send('/cart', { article: 'hat' })).toEqual({ visits: 3, cart: { hat: 2 } });
  expect(await send('/sign-in', { name: 'alice' })).toEqual({ visits: 4, cart: { hat: 2 }, user: 'alice' });
  expect(await send('/sign-out', {})).toEqual({ visits: 1, cart: {} });
});

it('lists the devices of a user, and signs out from all of them', async () => {
  const [phone, laptop] = [browser(), browser()];
  await phone('/sign-in', { name: 'alice' });
  await laptop('/sign-in', { name: 'alice' });
  const devices = (await phone('/devices')) as { isThisOne: boolean }[];
  expect([devices.length, devices.filter(({ isThisOne }) => isThisOne).length]).toEqual([2, 1]);
  await phone('/sign-out-everywhere', {});
  expect(await laptop('/devices')).toEqual({ error: 'Sign in first.' });
});

it('serves a test that is signed in from the beginning', async () => {
  const cookie = await cookieFor(sessions, { owner: 'alice', data: { visits: 41 } });
  const response = await createApp(sessions).request('/', { headers: { cookie } });
  expect(await response.json()).toEqual({ visits: 42, cart: {}, user: 'alice' });
});

it('keeps the status of an error', async () => {
  const app = createApp(sessions);
  const missing = await app.request('/cart', { method: 'POST', body: new URLSearchParams() });
  expect([missing.status, await missing.json()]).toEqual([400, { error: 'article is missing.' }]);
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  const down = await app.request('/');
  expect([down.status, await down.json()]).toEqual([503, { error: 'Please try again later.' }]);
  expect(printed).toHaveBeenCalledOnce();
  printed.mockRestore();
});
