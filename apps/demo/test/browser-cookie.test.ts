import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, skip } from '@sess/test-servers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './chromium.js';
import { press, signIn } from './screenshots.js';
import { ShopProcess, stopAll } from './shop-process.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop on cookies in a browser', found.reason);

const folder = mkdtempSync(join(tmpdir(), 'sess-demo-browser-cookie-'));

describe.skipIf(found.path === undefined)('the shop on cookies, in a browser', () => {
  let settings: Record<string, string>;
  let shop: ShopProcess;
  let browser: Browser;
  let url: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    settings = { PORT: String(await freePort()), SESS_STORE: 'cookie', SESS_FILE: join(folder, 'shop.db') };
    shop = new ShopProcess(settings);
    [url, browser] = await Promise.all([shop.open(), launchChromium(String(found.path))]);
  });
  afterAll(async () => {
    await browser?.close();
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
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
    expect(signedIn?.value).not.toMatch(/alice|kettle/i);
    await press(page, 'Sign out');
    expect(await context.cookies()).toEqual([]);
  });

  it('has its sessions still after a restart, and shows messages once', async () => {
    await signIn(page, url, 'carol', true);
    await press(page, 'Add House blend, 250 g to cart');
    await page.goto('about:blank');
    expect((await shop.stop()).code).toBe(0);
    shop = new ShopProcess(settings);
    await shop.open();
    await page.goto(url);
    expect(await page.locator('.who .name').innerText()).toBe('Carol');
    expect([await inCart(), await page.getByRole('status').count()]).toEqual(['1', 0]);
  });

  it('keeps all that fits, and says what is too much', async () => {
    await page.goto(url);
    for (const name of ['Everyday cup', 'Hand grinder', 'Stoneware dripper', 'Gooseneck kettle']) {
      await press(page, `Add ${name} to cart`);
    }
    expect(await inCart()).toBe('4');
    await page.goto(`${url}/store`);
    await press(page, 'Try to keep 10 MB');
    expect(await page.locator('main').innerText()).toContain('That is too much');
    await page.goto(url);
    expect(await inCart()).toBe('4');
    await press(page, 'Buy it all');
    expect(await inCart()).toBe('0');
  });

  it.each(['/store', '/devices'])('says at %s what such a store has, on a phone too', async (path) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page, url);
    await page.goto(url + path);
    const text = await page.locator('main').innerText();
    expect(text).toContain(path === '/store' ? 'Bytes your browser sent' : 'cannot say where else you are signed in');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
