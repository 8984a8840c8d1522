import { findChromium, memcached, RunningServer, skip, startServer } from '@sess/test-servers';
import { afterAll, describe, expect, it } from 'vitest';
import { expectSignInWithCart } from './browser-scenarios.js';
import { useBrowserShop } from './browser-shop.js';
import { add, inCart, signIn, userName } from './page-actions.js';

const found = await findChromium();
const server = found.path === undefined ? undefined : await startServer(memcached, () => undefined);
if (found.path === undefined) skip('the shop with memcached in a browser', found.reason);
else if (!(server instanceof RunningServer)) skip('the shop with memcached in a browser', String(server?.reason));

describe.skipIf(!(server instanceof RunningServer))('the shop with memcached, in a browser', () => {
  const own = server as RunningServer;
  afterAll(() => own.stop());
  const shop = useBrowserShop(found.path, () => ({
    SESS_STORE: 'memcached',
    [memcached.addressVariable]: `memcached://127.0.0.1:${own.port}`,
  }));

  it('sets no cookie before there is something to store, and signs in with the cart and out', () =>
    expectSignInWithCart(shop));

  it('responds with 503 while memcached does not respond, and continues where it was', async () => {
    const { page, url } = shop;
    await signIn(page, url, 'carol');
    await add(page, 'House blend, 250 g');
    own.freeze();
    const response = await page.goto(url);
    expect(response?.status()).toBe(503);
    expect(shop.complaints.splice(0)).toEqual([expect.stringContaining('503')]);
    own.resume();
    await page.goto(url);
    expect(await userName(page).innerText()).toBe('Carol');
    expect(await inCart(page)).toBe('1');
  });

  it('sees an anonymous visitor after memcached has restarted, who can sign in again', async () => {
    const { page, context, url } = shop;
    await signIn(page, url, 'bob');
    const [before] = await context.cookies();
    await own.restart();
    await page.goto(url);
    expect(await userName(page).count()).toBe(0);
    await signIn(page, url, 'bob');
    expect(await userName(page).innerText()).toBe('Bob');
    const [after] = await context.cookies();
    expect(after?.value).not.toBe(before?.value);
  });
});
