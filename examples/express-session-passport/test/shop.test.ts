import { MemorySessionStore, StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { createShop } from '../src/app.js';
import { Users } from '../src/users.js';
import { Visitor } from './visitor.js';

async function open(store = new MemorySessionStore()) {
  const users = new Users();
  await users.add('alice', 'wonderland');
  const app = createShop({ users, secret: 'for tests', store });
  return { visitor: new Visitor(app), another: () => new Visitor(app), store };
}

it('keeps the cart of a guest through the login, under a new cookie', async () => {
  const { visitor } = await open();
  const { text } = await visitor.submit('/', '/cart', { sku: 'tea' });
  expect(text).toMatch(/Added to your cart\.[^]*Tea \(1 in your cart\)/);
  const before = visitor.cookie;
  expect((await visitor.signIn()).text).toMatch(/Tea \(1 in your cart\)[^]*Signed in as alice/);
  expect(visitor.cookie).not.toBe(before);
});

it('shows each message once', async () => {
  const { visitor } = await open();
  expect((await visitor.signIn('wrong')).text).toContain('The name or the password is wrong.');
  expect((await visitor.see('/login')).text).not.toContain('wrong');
});

it('keeps the articles that two tabs add at once', async () => {
  const { visitor, store } = await open();
  await visitor.submit('/', '/cart', { sku: 'milk' });
  const token = await visitor.tokenOf('/');
  meetAfterLoading(store, 2);
  await Promise.all(['tea', 'cake'].map((sku) => visitor.send('/cart', { sku, token })));
  expect((await visitor.see('/')).text).toMatch(/Tea \(1 .*Cake \(1 .*Milk \(1 /);
});

it('refuses a form without the token, and that of another visitor', async () => {
  const { visitor, another } = await open();
  await visitor.signIn();
  expect((await visitor.send('/cart', { sku: 'tea' })).status).toBe(403);
  const token = await another().tokenOf('/');
  expect((await visitor.send('/cart', { sku: 'tea', token })).status).toBe(403);
});

it('refuses an article that it does not have', async () => {
  const { visitor } = await open();
  expect((await visitor.submit('/', '/cart', { sku: 'constructor' })).status).toBe(404);
});

it('signs out, with the cart', async () => {
  const { visitor } = await open();
  await visitor.signIn();
  await visitor.submit('/', '/cart', { sku: 'tea' });
  expect((await visitor.submit('/', '/logout')).text).toMatch(/Tea \(0 [^]*Sign in/);
});

it('signs out everywhere', async () => {
  const { visitor, another } = await open();
  const others = [another(), another()];
  for (const each of [visitor, ...others]) await each.signIn();
  expect((await visitor.see('/devices')).text.match(/signed in since/g)).toHaveLength(3);
  const { text } = await visitor.submit('/devices', '/devices/end');
  expect(text).toContain('Signed out here and on 2 other devices.');
  for (const each of [visitor, ...others]) expect((await each.see('/')).text).not.toContain('Signed in');
});

it('asks for a login on the page of devices', async () => {
  const { visitor } = await open();
  expect((await visitor.see('/devices')).text).toContain('name="password"');
});

it('responds with 503 while the store is down, and has the visitor back afterwards', async () => {
  const { visitor, store } = await open();
  await visitor.signIn();
  const load = store.load.bind(store);
  store.load = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
  expect((await visitor.see('/')).status).toBe(503);
  store.load = load;
  expect((await visitor.see('/')).text).toContain('Signed in as alice');
});

/** Lets requests go on when that many have loaded the same state of their session. */
function meetAfterLoading(store: MemorySessionStore, count: number): void {
  const load = store.load.bind(store);
  let loaded = 0;
  let meet = (): void => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  store.load = async (id) => {
    const record = await load(id);
    if (++loaded >= count) meet();
    await met;
    return record;
  };
}
