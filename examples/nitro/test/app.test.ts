import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, Browser, buildApplication, startApplication } from '../../../test/built-application.js';

let app: Application;

beforeAll(async () => {
  await buildApplication('test/build.js');
  app = await startApplication('.output/server/index.mjs');
}, 300_000);

afterAll(() => app?.stop());

it('counts visits and keeps a cart, through a sign-in that changes the key', async () => {
  const alice = new Browser(app.origin);
  expect(JSON.parse((await alice.get('/')).text)).toEqual({ visits: 1, cart: [], user: null });
  await alice.post('/cart', { article: 'apples' });
  expect((await alice.post('/sign-in')).status).toBe(400);
  const guest = alice.copy();
  expect((await alice.post('/sign-in', { name: 'alice' })).status).toBe(303);
  expect(alice.cookies.get('sid')).not.toBe(guest.cookies.get('sid'));
  expect(JSON.parse((await alice.get('/')).text)).toEqual({ visits: 2, cart: ['apples'], user: 'alice' });
  // The key from before the sign-in gives access to nothing.
  expect((await guest.get('/')).text).not.toMatch(/alice|apples/);
});

it('signs out here, and everywhere', async () => {
  const [laptop, phone] = [new Browser(app.origin), new Browser(app.origin)];
  expect((await laptop.get('/devices')).status).toBe(401);
  for (const device of [laptop, phone]) await device.post('/sign-in', { name: 'bob' });
  expect((JSON.parse((await laptop.get('/devices')).text) as { since: unknown }).since).toHaveLength(2);
  const stolen = laptop.copy();
  await laptop.post('/sign-out');
  expect((await stolen.get('/devices')).status).toBe(401);
  await phone.post('/sign-out-everywhere');
  expect((await phone.get('/devices')).status).toBe(401);
});
