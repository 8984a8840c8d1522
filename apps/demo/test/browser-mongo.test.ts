import { findMongodb, type FoundServer, freePort, type MissingServer, skip } from '@sess/test-servers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './chromium.js';
import { press, signIn } from './screenshots.js';
import { ShopProcess, stopAll } from './shop-process.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop on MongoDB in a browser', found.reason);
// One of the test's own, so that the shop can be started again over what it kept.
const server: FoundServer | MissingServer | undefined = found.path === undefined ? undefined : await findMongodb();
if (server && server.url === undefined) skip('the shop on MongoDB in a browser', server.reason);

describe.skipIf(server?.url === undefined)('the shop on MongoDB, in a browser', () => {
  let settings: Record<string, string>;
  let shop: ShopProcess;
  let browser: Browser;
  let url: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    settings = { PORT: String(await freePort()), SESS_STORE: 'mongo', MONGODB_URI: String(server?.url) };
    shop = new ShopProcess(settings);
    [url, browser] = await Promise.all([shop.open(), launchChromium(String(found.path))]);
  });
  afterAll(async () => {
    await browser?.close();
    await stopAll();
    if (server?.url !== undefined) await server.stop();
  });
  beforeEach(async () => {
    await Promise.all(browser.contexts().map((each) => each.close()));
    context = await open();
    page = await context.newPage();
  });

  async function open(): Promise<BrowserContext> {
    const opened = await browser.newContext({ reducedMotion: 'reduce' });
    opened.setDefaultTimeout(15_000);
    return opened;
  }
  const inCart = (where: Page) => where.locator('.cart-link .count').innerText();
  const notice = (where: Page) => where.getByRole('status').innerText();

  it('signs in, with the cart that was filled before, and out again', async () => {
    await page.goto(url);
    expect(await context.cookies()).toEqual([]);
    await press(page, 'Add Gooseneck kettle to cart');
    const [guest] = await context.cookies();
    await signIn(page, url);
    expect(await notice(page)).toBe('Welcome, Alice.');
    expect(await inCart(page)).toBe('1');
    const [signedIn, ...more] = await context.cookies();
    expect([signedIn?.value === guest?.value, more]).toEqual([false, []]);
    await press(page, 'Sign out');
    expect(await context.cookies()).toEqual([]);
  });

  it('loses nothing that two tabs put into the cart at once', async () => {
    await page.goto(url);
    await press(page, 'Add Everyday cup to cart');
    const tab = await context.newPage();
    await tab.goto(url);
    for (let round = 0; round < 3; round++) {
      await Promise.all([press(page, 'Add Hand grinder to cart'), press(tab, 'Add Stoneware dripper to cart')]);
    }
    await page.reload();
    expect(await inCart(page)).toBe('7');
  });

  it('lists the devices of an owner, and signs the others out', async () => {
    const other = await (await open()).newPage();
    for (const each of [page, other]) await signIn(each, url, 'bob');
    await page.goto(`${url}/devices`);
    expect(await page.locator('.device h2').allInnerTexts()).toEqual([
      expect.stringContaining('this device'),
      expect.stringMatching(/Chrom\w+ on Linux/),
    ]);
    await press(page, 'Sign out everywhere else');
    expect(await notice(page)).toBe('One other session was ended.');
    await other.goto(`${url}/devices`);
    expect(new URL(other.url()).pathname).toBe('/sign-in');
  });

  it('has its sessions still after a restart, and says where they are', async () => {
    await signIn(page, url, 'carol', true);
    await press(page, 'Add House blend, 250 g to cart');
    await page.goto('about:blank');
    expect((await shop.stop()).code).toBe(0);
    shop = new ShopProcess(settings);
    await shop.open();
    await page.goto(url);
    expect(await page.locator('.who .name').innerText()).toBe('Carol');
    expect(await inCart(page)).toBe('1');
    await page.goto(`${url}/store`);
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/MongoDB at 127\.0\.0\.1:\d+, in \w+\.shop_sessions/);
    expect(text).toContain('carol');
  });
});
