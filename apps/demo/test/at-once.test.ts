import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../src/open-shop.js';
import { openStore } from '../src/stores/stores.js';
import { Gate } from './gate.js';
import { openTestShop, type TestShop } from './open-test-shop.js';
import { Visitor } from './visitor.js';

const twenty = Array.from({ length: 20 }, (_, index) => index);

const gate = new Gate();
let shop: TestShop;

beforeAll(async () => {
  shop = await openTestShop(gate.wrap);
});
afterAll(() => shop.close());

/** Returns a visitor who has a session. */
async function guest(): Promise<Visitor> {
  const visitor = new Visitor(shop.url);
  await visitor.put('/api/keys/first', true);
  return visitor;
}

/** Starts 20 slow requests. Resolves when all have loaded their session and wait. */
async function twentySlow(
  visitor: Visitor,
  group: string,
  method = 'POST',
): Promise<{ release(): Promise<Response[]> }> {
  const slow = visitor.copy();
  const responses = twenty.map(() => slow.copy().send(method, `/api/slow?group=${group}&milliseconds=10000`));
  const outside = new Visitor(shop.url);
  await expect
    .poll(async () => (await (await outside.get(`/api/slow/${group}`)).json()) as unknown, {
      timeout: 30_000,
      interval: 5,
    })
    .toEqual({ waiting: 20 });
  return {
    async release() {
      expect(await (await outside.send('DELETE', `/api/slow/${group}`)).json()).toEqual({ released: 20 });
      return Promise.all(responses);
    },
  };
}

describe('twenty concurrent requests', () => {
  it('store all keys that they add', async () => {
    const visitor = await guest();
    gate.gather(20);
    const responses = await Promise.all(twenty.map((index) => visitor.copy().put(`/api/keys/key-${index}`, { index })));
    expect(responses.map(({ status }) => status)).toEqual(twenty.map(() => 200));
    const { keys } = await visitor.session();
    expect(keys.toSorted()).toEqual(['note:first', ...twenty.map((index) => `note:key-${index}`)].toSorted());
    expect(await (await visitor.get('/api/keys/key-7')).json()).toEqual({ index: 7 });
  });

  it('count to exactly twenty', async () => {
    const visitor = await guest();
    gate.gather(20);
    const responses = await Promise.all(twenty.map(() => visitor.copy().send('POST', '/api/counter')));
    const counts = await Promise.all(
      responses.map(async (response) => ((await response.json()) as { counter: number }).counter),
    );
    expect(counts.toSorted((a, b) => a - b)).toEqual(twenty.map((index) => index + 1));
  });

  it('store all products that they add to the cart', async () => {
    const visitor = await guest();
    const skus = ['kettle', 'dripper', 'cup', 'beans', 'grinder'];
    gate.gather(20);
    await Promise.all(twenty.map((index) => visitor.copy().submit(`/cart/${skus[index % 5]}`, { change: '1' })));
    const page = await (await visitor.get('/')).text();
    expect(page).toContain('Cart <span class="count">20</span>');
  });
});

it('two shops with one file store all changes of concurrent requests', async () => {
  const second = await openShop(gate.wrap(await openStore('prisma', { file: shop.file })), { port: 0 });
  const visitor = await guest();
  const urls = [shop.url, second.url];
  gate.gather(40);
  const responses = await Promise.all(
    twenty.flatMap((index) => {
      const sender = visitor.copy(urls[index % 2]);
      return [sender.send('POST', '/api/counter'), sender.put(`/api/keys/key-${index}`, index)];
    }),
  );
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
  const { keys } = await visitor.copy(second.url).session();
  expect(keys.filter((key) => key.startsWith('note:key-'))).toHaveLength(20);
  expect(await (await visitor.send('POST', '/api/counter')).json()).toEqual({ counter: 21 });
  await second.close();
});

describe('a sign-out during twenty slow requests', () => {
  it.each([
    ['of a user', true, 401],
    ['of a guest', false, 409],
  ])('%s is never undone', async (_who, signsIn, status) => {
    const visitor = await guest();
    if (signsIn) await visitor.signIn('alice');
    const thief = visitor.copy();
    const slow = await twentySlow(visitor, `sign-out-${status}`);
    expect((await visitor.submit('/sign-out')).status).toBe(303);
    expect(visitor.cookie).toBe('');
    const responses = await slow.release();
    for (const response of responses) {
      expect(response.status).toBe(status);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await response.json()).toMatchObject({ error: { code: 'INTERRUPTED' } });
    }
    expect(await thief.session()).toMatchObject({ isNew: true, keys: [] });
    expect((await thief.get('/devices')).headers.get('location')).toBe('/sign-in');
  });

  it('lets those that only read respond, without a cookie', async () => {
    const visitor = await guest();
    await visitor.signIn('bob');
    const thief = visitor.copy();
    const slow = await twentySlow(visitor, 'reading', 'GET');
    await visitor.submit('/sign-out');
    for (const response of await slow.release()) {
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(await thief.session()).toMatchObject({ isNew: true });
  });
});

describe('slow requests from before a sign-in', () => {
  it.each([
    ['that write', 'POST', 409],
    ['that only read', 'GET', 200],
  ])('%s and respond after it do not undo it', async (_what, method, status) => {
    const visitor = await guest();
    const slow = await twentySlow(visitor, `sign-in-${method}`, method);
    await visitor.signIn('carol');
    const cookie = visitor.cookie;
    for (const response of await slow.release()) {
      expect(response.status).toBe(status);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(visitor.cookie).toBe(cookie);
    expect(await visitor.session()).toMatchObject({
      owner: 'carol',
      keys: expect.arrayContaining(['note:first']) as unknown,
    });
    expect(await (await visitor.get('/devices')).text()).toContain('this device');
  });
});
