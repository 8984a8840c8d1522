import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@sess/test-servers';
import { afterAll, afterEach, expect, it } from 'vitest';
import { ShopProcess, stopAll } from './shop-process.js';
import { Visitor } from './visitor.js';

const folder = mkdtempSync(join(tmpdir(), 'sess-demo-cookie-'));

afterEach(stopAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(more: Readonly<Record<string, string>> = {}): Promise<readonly [ShopProcess, string]> {
  const port = String(await freePort());
  const settings = { PORT: port, SESS_STORE: 'cookie', SESS_FILE: join(folder, 'data/shop.db'), ...more };
  const shop = new ShopProcess(settings);
  return [shop, await shop.open()];
}

it('uses cookies when one variable is set, with its own key that survives a restart', async () => {
  const [first, url] = await start();
  expect(first.output).toContain('Sessions live in the cookies of their visitors');
  expect(first.output).not.toContain('My devices');
  const visitor = new Visitor(url);
  await visitor.signIn('alice');
  await visitor.submit('/cart/tea', { change: '1' });
  const key = join(folder, 'data/session-key');
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(first.output).not.toContain(readFileSync(key, 'utf8').trim());
  await first.stop();

  const [second, other] = await start();
  const again = visitor.copy(other);
  expect(await again.session()).toMatchObject({ owner: 'alice' });
  expect(await (await again.get('/')).text()).toContain('In your cart: Smoked oolong');
  await second.stop();

  const [third, foreign] = await start({ SESS_KEY: '8sXhU6hhyQ1vY7kq0p3Gd7vV0o0n5yJm1cQe2b4Zr9w' });
  expect(await visitor.copy(foreign).session()).toMatchObject({ isNew: true });
  await third.stop();
});

it('shows what such a store has, and offers only what it can do', async () => {
  const [shop, url] = await start();
  const visitor = new Visitor(url);
  await visitor.signIn('bob');
  const store = await (await visitor.get('/store')).text();
  expect(store).toContain('the cookies of their visitors');
  expect(store).toMatch(/Bytes your browser sent<\/dt>\s*<dd>[2-9]\d\d</);
  const devices = await (await visitor.get('/devices')).text();
  expect(devices).toContain('cannot say where else you are signed in');
  expect(devices).toContain('Absolute timeout');
  expect(devices).not.toContain('Sign out everywhere else');
  for (const path of ['/devices/sign-out-others', `/devices/${'0'.repeat(40)}/sign-out`]) {
    expect((await visitor.submit(path)).status).toBe(501);
  }
  const tooMuch = await visitor.submit('/store/fill');
  expect([tooMuch.status, tooMuch.headers.getSetCookie()]).toEqual([413, []]);
  expect((await visitor.submit(`/devices/${(await visitor.session()).id}/sign-out`)).status).toBe(303);
  expect(await visitor.session()).toMatchObject({ isNew: true });
  await shop.stop();
});

it('a weak key gives one clear line', async () => {
  const settings = { PORT: '0', SESS_STORE: 'cookie', SESS_FILE: join(folder, 'shop.db'), SESS_KEY: 'keyboard cat' };
  const { code, output } = await new ShopProcess(settings).ended();
  expect([code, output.trim().split('\n').length]).toEqual([1, 1]);
  expect(output).toContain('Make one with: node -p');
  expect(output).not.toContain('keyboard cat');
});
