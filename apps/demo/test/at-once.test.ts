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

/** Somebody who has a session already. */
async function guest(): Promise<Visitor> {
  const visitor = new Visitor(shop.url);
  await visitor.put('/api/keys/first', true);
  return visitor;
}

/** Starts 20 slow requests; when this answers, each has loaded its session and waits. */
async function twentySlow(
  visitor: Visitor,
  room: string,
  method = 'POST',
): Promise<{ release(): Promise<Response[]> }> {
  const slow = visitor.copy();
  const answers = twenty.map(() => slow.copy().send(method, `/api/slow?room=${room}&milliseconds=10000`));
  const outside = new Visitor(shop.url);
  await expect
    .poll(async () => (await (await outside.get(`/api/slow/${room}`)).json()) as unknown, {
      timeout: 30_000,
      interval: 5,
    })
    .toEqual({ waiting: 20 });
  return {
    async release() {
      expect(await (await outside.send('DELETE', `/api/slow/${room}`)).json()).toEqual({ released: 20 });
      return Promise.all(answers);
    },
  };
}

describe('twenty requests at once', () => {
  it('each add a key of their own, and all twenty are there', async () => {
    const visitor = await guest();
    gate.gather(20);
    const answers = await Promise.all(twenty.map((index) => visitor.copy().put(`/api/keys/key-${index}`, { index })));
    expect(answers.map(({ status }) => status)).toEqual(twenty.map(() => 200));
    const { keys } = await visitor.session();
    expect(keys.toSorted()).toEqual(['note:first', ...twenty.map((index) => `note:key-${index}`)].toSorted());
    expect(await (await visitor.get('/api/keys/key-7')).json()).toEqual({ index: 7 });
  });

  it('each count one, and the count is exactly twenty', async () => {
    const visitor = await guest();
    gate.gather(20);
    const answers = await Promise.all(twenty.map(() => visitor.copy().send('POST', '/api/counter')));
    const counts = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { counter: number }).counter),
    );
    expect(counts.toSorted((a, b) => a - b)).toEqual(twenty.map((index) => index + 1));
  });

  it('each put another thing into the cart, and none gets lost', async () => {
    const visitor = await guest();
    const skus = ['kettle', 'dripper', 'cup', 'beans', 'grinder'];
    gate.gather(20);
    await Promise.all(twenty.map((index) => visitor.copy().submit(`/cart/${skus[index % 5]}`, { change: '1' })));
    const page = await (await visitor.get('/')).text();
    expect(page).toContain('Cart <span class="count">20</span>');
  });
});

it('two shops over one file lose nothing either', async () => {
  const second = await openShop(gate.wrap(await openStore('prisma', { file: shop.file })), { port: 0 });
  const visitor = await guest();
  const urls = [shop.url, second.url];
  gate.gather(40);
  const answers = await Promise.all(
    twenty.flatMap((index) => {
      const sender = visitor.copy(urls[index % 2]);
      return [sender.send('POST', '/api/counter'), sender.put(`/api/keys/key-${index}`, index)];
    }),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const { keys } = await visitor.copy(second.url).session();
  expect(keys.filter((key) => key.startsWith('note:key-'))).toHaveLength(20);
  expect(await (await visitor.send('POST', '/api/counter')).json()).toEqual({ counter: 21 });
  await second.close();
});

describe('a sign-out in the middle of twenty slow requests', () => {
  it.each([
    ['of somebody', true, 401],
    ['of a guest', false, 409],
  ])('%s is never undone', async (_who, signsIn, status) => {
    const visitor = await guest();
    if (signsIn) await visitor.signIn('alice');
    const thief = visitor.copy();
    const slow = await twentySlow(visitor, `sign-out-${status}`);
    expect((await visitor.submit('/sign-out')).status).toBe(303);
    expect(visitor.cookie).toBe('');
    const answers = await slow.release();
    for (const answer of answers) {
      expect(answer.status).toBe(status);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await answer.json()).toMatchObject({ error: { code: 'INTERRUPTED' } });
    }
    expect(await thief.session()).toMatchObject({ isNew: true, keys: [] });
    expect((await thief.get('/devices')).headers.get('location')).toBe('/sign-in');
  });

  it('lets those that only read answer, without a cookie', async () => {
    const visitor = await guest();
    await visitor.signIn('bob');
    const thief = visitor.copy();
    const slow = await twentySlow(visitor, 'reading', 'GET');
    await visitor.submit('/sign-out');
    for (const answer of await slow.release()) {
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(await thief.session()).toMatchObject({ isNew: true });
  });
});

describe('slow requests of before a sign-in', () => {
  it.each([
    ['that write', 'POST', 409],
    ['that only read', 'GET', 200],
  ])('%s and answer after it do not undo it', async (_what, method, status) => {
    const visitor = await guest();
    const slow = await twentySlow(visitor, `sign-in-${method}`, method);
    await visitor.signIn('carol');
    const cookie = visitor.cookie;
    for (const answer of await slow.release()) {
      expect(answer.status).toBe(status);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(visitor.cookie).toBe(cookie);
    expect(await visitor.session()).toMatchObject({
      owner: 'carol',
      keys: expect.arrayContaining(['note:first']) as unknown,
    });
    expect(await (await visitor.get('/devices')).text()).toContain('this device');
  });
});
