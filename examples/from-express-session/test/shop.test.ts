import { createServer, type RequestListener } from 'node:http';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { expressStore } from '@sess/express-session';
import { MemoryStore } from 'express-session';
import request from 'supertest';
import { expect, it } from 'vitest';
import { createShop as createShopAfter } from '../src/after.js';
import { createShop as createShopBefore } from '../src/before.js';

/** A browser, and a server whose application can be replaced. */
function deploy(first: RequestListener) {
  let app = first;
  const browser = request.agent(createServer((req, res) => app(req, res)));
  const post = async (path: string, fields = {}): Promise<unknown> =>
    (await browser.post(path).type('form').send(fields).redirects(1)).body;
  return {
    post,
    home: async (): Promise<unknown> => (await browser.get('/')).body,
    replace(next: RequestListener) {
      app = next;
    },
  };
}

interface Data {
  cart: string[];
}

const alice = { id: '7', name: 'alice' };
const password = { username: 'alice', password: 'wonderland' };

it.each([
  ['before', () => createShopBefore(new MemoryStore())],
  ['after', () => createShopAfter({ store: new MemorySessionStore() })],
  [
    'with a manager after',
    () => createShopAfter({ store: new SessionManager<Data>({ store: new MemorySessionStore() }) }),
  ],
])('sells %s the move', async (_name, createShop) => {
  const { post, home } = deploy(createShop());
  expect(await post('/login', { ...password, password: 'wrong' })).toEqual({
    cart: [],
    messages: { error: ['Wrong name or password.'] },
  });
  expect(await post('/login', password)).toEqual({ user: alice, cart: [], messages: {} });
  expect(await post('/cart', { item: 'hat' })).toEqual({
    user: alice,
    cart: ['hat'],
    messages: { info: ['hat is in your cart.'] },
  });
  expect(await home()).toEqual({ user: alice, cart: ['hat'], messages: {} });
  expect(await post('/logout')).toEqual({ cart: [], messages: {} });
});

it('moves its sessions, and goes back with them', async () => {
  const [from, store] = [new MemoryStore(), new MemorySessionStore()];
  const { post, home, replace } = deploy(createShopBefore(from));
  await post('/login', password);
  await post('/cart', { item: 'hat' });
  await home();
  replace(createShopAfter({ store, from }));
  expect(await home()).toEqual({ user: alice, cart: ['hat'], messages: {} });
  await post('/cart', { item: 'scarf' });
  await home();
  replace(createShopBefore(expressStore(store)));
  expect(await home()).toEqual({ user: alice, cart: ['hat', 'scarf'], messages: {} });
  expect(await post('/logout')).toEqual({ cart: [], messages: {} });
});
