import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, Browser, buildApplication, startApplication } from '../../../test/built-application.js';

let app: Application;

beforeAll(async () => {
  await buildApplication('test/build.js');
  app = await startApplication('dist/server/entry.mjs');
}, 300_000);

afterAll(() => app?.stop());

it('counts visits and keeps a cart, through a sign-in that changes the key', async () => {
  const alice = new Browser(app.origin);
  expect((await alice.get('/')).text).toContain('Visit 1 of a guest');
  await alice.post('/cart', { article: 'apples' });
  expect((await alice.post('/sign-in')).status).toBe(400);
  const guest = alice.copy();
  expect((await alice.post('/sign-in', { name: 'alice' })).status).toBe(303);
  expect(alice.cookies.get('sid')).not.toBe(guest.cookies.get('sid'));
  expect((await alice.get('/')).text).toMatch(/Visit 2 of alice[^]*apples/);
  // The key from before the sign-in gives access to nothing.
  expect((await guest.get('/')).text).not.toMatch(/alice|apples/);
});

it('signs out here, and everywhere', async () => {
  const [laptop, phone] = [new Browser(app.origin), new Browser(app.origin)];
  for (const device of [laptop, phone]) await device.post('/sign-in', { name: 'bob' });
  expect((await laptop.get('/')).text.match(/signed in since/g)).toHaveLength(2);
  const stolen = laptop.copy();
  await laptop.post('/sign-out');
  expect((await stolen.get('/')).text).toContain('of a guest');
  await phone.post('/sign-out-everywhere');
  expect((await phone.get('/')).text).toContain('of a guest');
});

it('a rewrite, which runs the middleware again with another Request, keeps the session, with one cookie', async () => {
  const visitor = new Browser(app.origin);
  expect((await visitor.get('/welcome')).text).toContain('Visit 1 of a guest');
  expect((await visitor.get('/welcome')).text).toContain('Visit 2 of a guest');
});

it('a page that was prerendered, for which the middleware ran at build time, has no session', async () => {
  const visitor = new Browser(app.origin);
  const { status, text } = await visitor.get('/about/');
  expect([status, visitor.cookies.size]).toEqual([200, 0]);
  expect(text).toContain('About this shop');
});
