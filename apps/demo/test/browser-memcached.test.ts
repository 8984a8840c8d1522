import { freePort, memcached, RunningServer, skip, startServer } from '@sess/test-servers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './chromium.js';
import { press, signIn } from './screenshots.js';
import { ShopProcess, stopAll } from './shop-process.js';

const found = await findChromium();
const server = found.path === undefined ? undefined : await startServer(memcached, () => undefined);
if (found.path === undefined) skip('the shop on memcached in a browser', found.reason);
else if (!(server instanceof RunningServer)) skip('the shop on memcached in a browser', String(server?.reason));

describe.skipIf(!(server instanceof RunningServer))('the shop on memcached, in a browser', () => {
  const own = server as RunningServer;
  let shop: ShopProcess;
  let browser: Browser;
  let url: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const address = `memcached://127.0.0.1:${own.port}`;
    shop = new ShopProcess({
      PORT: String(await freePort()),
      SESS_STORE: 'memcached',
      [memcached.addressVariable]: address,
    });
    [url, browser] = await Promise.all([shop.open(), launchChromium(String(found.path))]);
  });
  afterAll(async () => {
    await browser?.close();
    await stopAll();
    await own.stop();
  });
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
  });

  const inCart = () => page.locator('.cart-link .count').innerText();

  it('sets no cookie before there is something to keep, signs in with the cart, and out again', async () => {
    await page.goto(url);
    expect(await context.cookies()).toEqual([]);
    await press(page, 'Add Gooseneck kettle to cart');
    const [guest] = await context.cookies();
    await signIn(page, url);
    expect(await page.getByRole('status').innerText()).toBe('Welcome, Alice.');
    expect(await inCart()).toBe('1');
    const [signedIn, ...more] = await context.cookies();
    expect(signedIn).toMatchObject({ name: 'sid', httpOnly: true, sameSite: 'Lax', path: '/' });
    expect([signedIn?.value === guest?.value, more]).toEqual([false, []]);
    await press(page, 'Sign out');
    expect(await context.cookies()).toEqual([]);
  });

  it('says that it is out of order while memcached does not answer, and goes on where it was', async () => {
    await signIn(page, url, 'carol');
    await press(page, 'Add House blend, 250 g to cart');
    own.freeze();
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(503);
    own.resume();
    await page.goto(url);
    expect(await page.locator('.who .name').innerText()).toBe('Carol');
    expect(await inCart()).toBe('1');
  });

  it('is an anonymous visit after memcached restarted, and can be signed in anew', async () => {
    await signIn(page, url, 'bob');
    const [before] = await context.cookies();
    await own.restart();
    await page.goto(url);
    expect(await page.locator('.who .name').count()).toBe(0);
    await signIn(page, url, 'bob');
    expect(await page.locator('.who .name').innerText()).toBe('Bob');
    const [after] = await context.cookies();
    expect(after?.value).not.toBe(before?.value);
  });
});
