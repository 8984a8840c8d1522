import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, memcached, skip as skipAloud } from '@sess/test-servers';
import { afterAll, afterEach, expect, it } from 'vitest';
import { listen, stopListening } from '../src/listen.js';
import { ShopProcess, stopAll } from './shop-process.js';
import { Visitor } from './visitor.js';

const folder = mkdtempSync(join(tmpdir(), 'sess-demo-main-'));
const file = join(folder, 'new folder/shop #1 100%? ü.db');

afterEach(stopAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('prints its address and what to try, creates its file, and closes on Ctrl-C', async () => {
  const shop = new ShopProcess({ PORT: String(await freePort()), SESS_FILE: file });
  const url = await shop.open();
  expect((await fetch(url)).status).toBe(200);
  expect(existsSync(file)).toBe(true);
  expect(shop.output).toContain('Try this:');
  const { code, output } = await shop.stop();
  expect(output).toContain('Closing the shop');
  expect(code).toBe(0);
});

it('keeps its sessions after a restart, on any port', async () => {
  const first = new ShopProcess({ PORT: String(await freePort()), SESS_FILE: file });
  const visitor = new Visitor(await first.open());
  await visitor.signIn('alice');
  await visitor.submit('/cart/tea', { change: '1' });
  await first.stop();
  const second = new ShopProcess({ PORT: String(await freePort()), SESS_FILE: file });
  const again = visitor.copy(await second.open());
  expect(await again.session()).toMatchObject({ owner: 'alice' });
  expect(await (await again.get('/')).text()).toContain('In your cart: Smoked oolong');
  await second.stop();
});

it('can use memory', async () => {
  const shop = new ShopProcess({ PORT: String(await freePort()), SESS_STORE: 'memory' });
  const visitor = new Visitor(await shop.open());
  await visitor.signIn('bob');
  const page = await (await visitor.get('/store')).text();
  expect(page).toContain('the memory of this process');
  expect(page).toContain((await visitor.session()).id);
  expect(await (await visitor.get('/devices')).text()).toContain('this device');
  await shop.stop();
});

it('can use memcached', async ({ skip }) => {
  const found = await findProgram(memcached.program);
  if (found.path === undefined) {
    skipAloud('the shop on memcached', found.reason);
    return skip();
  }
  const shop = new ShopProcess({ PORT: String(await freePort()), SESS_STORE: 'memcached', SESS_MEMCACHED_URL: '' });
  const visitor = new Visitor(await shop.open());
  await visitor.signIn('bob');
  await visitor.submit('/cart/tea', { change: '1' });
  expect(await (await visitor.get('/')).text()).toContain('In your cart: Smoked oolong');
  const page = await (await visitor.get('/store')).text();
  expect(page).toMatch(/memcached at 127\.0\.0\.1:\d+, until the shop closes/);
  expect(page).toContain((await visitor.session()).id);
  expect(await (await visitor.get('/devices')).text()).toContain('cannot say where else you are signed in');
  const others = await visitor.submit('/devices/sign-out-others');
  expect([others.status, await others.text()]).toEqual([501, expect.stringContaining('Not with this store')]);
  const { code, output } = await shop.stop();
  expect(code).toBe(0);
  const [, port] = /memcached at 127\.0\.0\.1:(\d+)/.exec(output) ?? [];
  const socket = connect(Number(port), '127.0.0.1');
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('can use MongoDB, and ends the server that it started', { timeout: 900_000 }, async () => {
  const shop = new ShopProcess({ PORT: String(await freePort()), SESS_STORE: 'mongo', MONGODB_URI: '' });
  const opened = await shop.open().catch((error: Error) => error);
  // None of the servers can run here.
  if (typeof opened !== 'string') return skipAloud('the shop on MongoDB', opened.message);
  const visitor = new Visitor(opened);
  await visitor.signIn('bob');
  await visitor.submit('/cart/tea', { change: '1' });
  expect(await (await visitor.get('/')).text()).toContain('In your cart: Smoked oolong');
  const page = await (await visitor.get('/store')).text();
  expect(page).toMatch(
    /(mongod|SecantusDB|mongo-java-server) \d+\.\d+\.\d+\S* at 127\.0\.0\.1:\d+, until the shop closes/,
  );
  expect(page).toContain((await visitor.session()).id);
  expect(await (await visitor.get('/devices')).text()).toContain('this device');
  const { code, output } = await shop.stop();
  expect(code).toBe(0);
  expect(output).not.toContain('you are still signed in');
  const [, port] = / at 127\.0\.0\.1:(\d+), until/.exec(output) ?? [];
  const socket = connect(Number(port), '127.0.0.1');
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('says in one line that the given MongoDB cannot be reached', async () => {
  const MONGODB_URI = `mongodb://127.0.0.1:${await freePort()}/`;
  const { code, output } = await new ShopProcess({ PORT: '0', SESS_STORE: 'mongo', MONGODB_URI }).ended();
  expect(output).toMatch(/^The shop failed\. MongoSessionStore .*ECONNREFUSED/);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

it.each([
  ['an unknown store', { SESS_STORE: 'papyrus' }, /SESS_STORE=papyrus .*: prisma, memory/],
  ['a store named like a method', { SESS_STORE: 'toString' }, /SESS_STORE=toString .*: prisma, memory/],
  ['an invalid port', { PORT: 'web' }, /PORT=web is not a port/],
  [
    'a file in a folder that is a file',
    { SESS_FILE: join(import.meta.filename, 'shop.db') },
    /ENOTDIR|EEXIST|not a directory/,
  ],
])('%s gives one clear line', async (_what, settings: Record<string, string>, line) => {
  const { code, output } = await new ShopProcess({ PORT: '0', SESS_FILE: file, ...settings }).ended();
  expect(output).toMatch(line);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

it('a port that is in use is an error if it was given; otherwise the shop uses another one', async () => {
  const { server, port } = await listen(() => undefined, 0, false);
  const { code, output } = await new ShopProcess({ PORT: String(port), SESS_FILE: file }).ended();
  expect([code, output]).toEqual([1, expect.stringContaining(`PORT=${port} is in use`)]);
  const other = await listen(() => undefined, port, true);
  expect(other.port).not.toBe(port);
  await Promise.all([stopListening(server, 0), stopListening(other.server, 0)]);
});
