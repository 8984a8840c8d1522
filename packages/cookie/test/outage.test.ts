import { randomBytes } from 'node:crypto';
import { MemorySessionStore } from '@sess/core';
import { afterEach, describe, expect, it } from 'vitest';
import { CookieSessionStore, type CookieSessionStoreOptions, keyedRevocations, type SealingKey } from '../src/index.js';
import { cookieHeader, ShopServer } from './shop-server.js';

const keys: readonly SealingKey[] = [{ name: 'a', secret: randomBytes(32) }];
let server: ShopServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Returns a shop and the cookie of a signed-in visitor. */
async function serve(options: CookieSessionStoreOptions): Promise<readonly [ShopServer, string]> {
  const opened = (server = await new ShopServer(new CookieSessionStore(options))
    .page('/', (session) => session.owner)
    .page('/in', (session) => {
      session.signIn('ada');
    })
    .page('/write', (session) => void session.update('visits', 0, (visits) => visits + 1))
    .page('/out', (session) => session.destroy())
    .page('/static', () => 'ok')
    .open());
  opened.app.get('/untouched', (_request, response) => void response.json('ok'));
  return [opened, cookieHeader((await opened.get('/in')).cookies)];
}

async function expectUnavailable(shop: ShopServer, path: string, cookie: string): Promise<void> {
  const { status, headers, cookies } = await shop.get(path, cookie);
  expect([path, status, headers.get('retry-after'), cookies]).toEqual([path, 503, '5', []]);
}

describe('while the keys are not available', () => {
  it.each<[string, () => readonly SealingKey[] | Promise<readonly SealingKey[]>]>([
    [
      'because the function throws',
      () => {
        throw new Error('no route');
      },
    ],
    ['because it rejects', () => Promise.reject(new Error('no route'))],
  ])('%s, requests with a session get a 503, and no cookie changes', async (_, fail) => {
    let getKeys: () => readonly SealingKey[] | Promise<readonly SealingKey[]> = () => keys;
    const [shop, cookie] = await serve({ keys: () => getKeys() });
    getKeys = fail;
    for (const path of ['/', '/write', '/out', '/in']) await expectUnavailable(shop, path, cookie);
    expect((await shop.get('/untouched', cookie)).status).toBe(200);
    // A visitor without a cookie needs no key until there is something to store.
    expect((await shop.get('/')).status).toBe(200);
    await expectUnavailable(shop, '/write', '');
    getKeys = () => keys;
    expect((await shop.get('/', cookie)).body).toBe('"ada"');
  });
});

describe('while the store of revocations is down', () => {
  function breakable() {
    const state = { isDown: false };
    const memory = new MemorySessionStore();
    const store = new Proxy(memory, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown =>
          state.isDown ? Promise.reject(new Error('ECONNREFUSED')) : (Reflect.apply(value, target, args) as unknown);
      },
    });
    return { state, revocations: keyedRevocations(store) };
  }

  it('a request with a session gets a 503, and no cookie changes', async () => {
    const { state, revocations } = breakable();
    const [shop, cookie] = await serve({ keys, revocations });
    state.isDown = true;
    for (const path of ['/', '/write', '/out', '/in']) await expectUnavailable(shop, path, cookie);
    expect((await shop.get('/untouched', cookie)).status).toBe(200);
    // A sign-in without a session needs no revocation.
    expect((await shop.get('/in')).status).toBe(200);
    state.isDown = false;
    expect((await shop.get('/', cookie)).body).toBe('"ada"');
    const out = await shop.get('/out', cookie);
    expect([out.status, out.cookies]).toEqual([200, [expect.stringMatching(/^__Host-sid=; .*Max-Age=0/)]]);
    expect((await shop.get('/', cookie)).body).toBe('null');
  });

  it('a sign-out that fails leaves the session signed in', async () => {
    const { state, revocations } = breakable();
    const [shop, cookie] = await serve({
      keys,
      revocations: {
        isRevoked: (record) => revocations.isRevoked(record),
        async revoke(record) {
          state.isDown = true;
          await revocations.revoke(record);
        },
      },
    });
    await expectUnavailable(shop, '/out', cookie);
    state.isDown = false;
    expect((await shop.get('/', cookie)).body).toBe('"ada"');
    await expectUnavailable(shop, '/in', cookie);
  });
});
