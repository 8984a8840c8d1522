import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, skip } from '@sess/test-servers';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './chromium.js';
import { press, signIn, takeScreenshots } from './screenshots.js';
import { ShopProcess, stopAll } from './shop-process.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop in a browser', found.reason);

const folder = mkdtempSync(join(tmpdir(), 'sess-demo-browser-'));
const day = 86_400;

describe.skipIf(found.path === undefined)('the shop in a browser', () => {
  let settings: Record<string, string>;
  let browser: Browser;
  let shop: ShopProcess;
  let url: string;
  let context: BrowserContext;
  let page: Page;
  /** Whatever a page complained of, or fetched from elsewhere. */
  let complaints: string[];

  beforeAll(async () => {
    settings = { PORT: String(await freePort()), SESS_FILE: join(folder, 'shop.db') };
    shop = new ShopProcess(settings);
    [url, browser] = await Promise.all([shop.open(), launchChromium(String(found.path))]);
  });
  afterAll(async () => {
    await browser?.close();
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    complaints = [];
    context = await open();
    page = await context.newPage();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((each) => each.close()));
    if (complaints.length > 0) throw new Error(`The browser complained: ${complaints.join('; ')}`);
  });

  /** A browser of its own: no cookie of another one. */
  async function open(options?: BrowserContextOptions): Promise<BrowserContext> {
    // Pages that glide to their place keep a test waiting.
    const opened = await browser.newContext({ reducedMotion: 'reduce', ...options });
    opened.setDefaultTimeout(15_000);
    opened.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    opened.on('weberror', (error) => complaints.push(String(error.error())));
    opened.on(
      'request',
      (request) => request.url().startsWith(url) || request.url() === 'about:blank' || complaints.push(request.url()),
    );
    return opened;
  }

  const add = (where: Page, name: string) => press(where, `Add ${name} to cart`);
  const inCart = (where: Page) => where.locator('.cart-link .count').innerText();
  const notice = (where: Page) => where.getByRole('status');

  it('signs in, with the cart that was filled before, and out again', async () => {
    await page.goto(url);
    expect(await context.cookies()).toEqual([]);
    await add(page, 'Gooseneck kettle');
    const [guest] = await context.cookies();
    await signIn(page, url);
    expect(await notice(page).innerText()).toBe('Welcome, Alice.');
    expect(await inCart(page)).toBe('1');
    const [signedIn] = await context.cookies();
    expect(signedIn).toMatchObject({ name: 'sid', httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(signedIn?.value).not.toBe(guest?.value);
    await press(page, 'Sign out');
    expect(await notice(page).innerText()).toContain('You are signed out');
    expect(await context.cookies()).toEqual([]);
  });

  it('shows a message once', async () => {
    await page.goto(url);
    await add(page, 'Everyday cup');
    expect(await notice(page).innerText()).toBe('In your cart: Everyday cup.');
    await page.reload();
    expect(await notice(page).count()).toBe(0);
  });

  it('loses nothing that two tabs put into the cart at once', async () => {
    await page.goto(url);
    await add(page, 'Everyday cup');
    const tab = await context.newPage();
    await tab.goto(url);
    for (let round = 0; round < 3; round++) {
      await Promise.all([add(page, 'Hand grinder'), add(tab, 'Stoneware dripper')]);
    }
    await page.reload();
    expect(await inCart(page)).toBe('7');
    const quantities = page
      .locator('.cart li')
      .filter({ hasText: /grinder|dripper/ })
      .locator('.quantity');
    expect(await quantities.allInnerTexts()).toEqual(['3', '3']);
    await press(page, 'Buy it all');
    expect(await notice(page).innerText()).toContain('7 things');
    await tab.reload();
    expect(await inCart(tab)).toBe('0');
  });

  it('remembers for long only who asks for it', async () => {
    const lifeOf = async (cookies: BrowserContext) =>
      (((await cookies.cookies())[0]?.expires ?? 0) - Date.now() / 1000) / day;
    await signIn(page, url, 'carol', true);
    expect(await lifeOf(context)).toBeCloseTo(365, 0);
    const other = await open();
    await signIn(await other.newPage(), url, 'carol');
    expect(await lifeOf(other)).toBeCloseTo(0.5, 1);
  });

  it('signs other browsers out, one by one and all at once', async () => {
    await signIn(page, url, 'bob');
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0';
    const [second, third] = await Promise.all([open({ userAgent }), open({ userAgent })]);
    const elsewhere = await Promise.all([second.newPage(), third.newPage()]);
    for (const other of elsewhere) await signIn(other, url, 'bob');

    await page.goto(`${url}/devices`);
    const devices = page.locator('.device');
    expect(await devices.locator('h2').allInnerTexts()).toEqual([
      expect.stringContaining('this device'),
      'Firefox on Windows',
      'Firefox on Windows',
    ]);
    const loaded = page.waitForEvent('load');
    await devices.nth(1).getByRole('button').click();
    await loaded;
    expect(await devices.count()).toBe(2);
    const isSignedIn = async (other: Page) => {
      await other.goto(`${url}/devices`);
      return new URL(other.url()).pathname === '/devices';
    };
    const stillIn = await Promise.all(elsewhere.map(isSignedIn));
    expect(stillIn.filter(Boolean)).toHaveLength(1);

    const left = elsewhere[stillIn.indexOf(true)]!;
    await press(left, 'Sign out everywhere else');
    expect(await notice(left).innerText()).toBe('One other session was ended.');
    expect(await isSignedIn(page)).toBe(false);
    expect(await isSignedIn(left)).toBe(true);
  });

  it('has its sessions still after a restart', async () => {
    await page.goto(url);
    await add(page, 'House blend, 250 g');
    await signIn(page, url, 'carol');
    // Icons are fetched after everything else, perhaps from a shop that is closed by then.
    await page.goto('about:blank');
    expect((await shop.stop()).code).toBe(0);
    shop = new ShopProcess(settings);
    expect(await shop.open()).toBe(url);
    await page.goto(`${url}/`);
    expect(await page.locator('.who .name').innerText()).toBe('Carol');
    expect(await inCart(page)).toBe('1');
  });

  it('shows the time running out, and that it is over', async () => {
    await page.clock.install();
    await signIn(page, url);
    await page.goto(`${url}/devices`);
    const idle = page.locator('.big time').first();
    expect(await idle.innerText()).toMatch(/^(30 min 0|29 min 5\d) s$/);
    await page.clock.fastForward('10:00');
    expect(await idle.innerText()).toMatch(/^(20 min 0|19 min [45]\d) s$/);
    await page.clock.fastForward('21:00');
    expect(await idle.innerText()).toBe('over');
    expect(await page.getByRole('alert').innerText()).toContain('Your session has ended');
  });

  it('works without scripts', async () => {
    const plain = await open({ javaScriptEnabled: false });
    const other = await plain.newPage();
    await other.goto(url);
    await add(other, 'Everyday cup');
    await press(other, 'One more: Everyday cup');
    await signIn(other, url);
    expect(await inCart(other)).toBe('2');
    await press(other, 'One less: Everyday cup');
    expect(await inCart(other)).toBe('1');
    expect(await other.locator('.strip').innerText()).toMatch(/ends in (30|29) min/);
  });

  it('says what is wrong: a password, a session that is too large', async () => {
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Password').fill('bob');
    await press(page, 'Sign in');
    expect(await page.getByRole('alert').innerText()).toContain('do not belong together');
    await page.goto(`${url}/store`);
    await press(page, 'Try to keep 10 MB');
    expect(await page.locator('main').innerText()).toContain('1048576');
    // Chromium reports each answer of 400 and above as an error of the page.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('422'), expect.stringContaining('413')]);
  });

  it('fits a phone, and no control is without a name', async () => {
    const phone = await open({ viewport: { width: 390, height: 844 } });
    const small = await phone.newPage();
    await signIn(small, url);
    await add(small, 'Gooseneck kettle');
    for (const path of ['/', '/devices', '/store', '/sign-in']) {
      await small.goto(url + path);
      expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      const unnamed = small.getByRole('button', { name: /^\s*$/ }).or(small.getByRole('textbox', { name: /^\s*$/ }));
      expect(await unnamed.count()).toBe(0);
    }
  });

  it('has its pictures taken', async () => {
    const paths = await takeScreenshots(browser, url, folder);
    expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(['shop-light.png', 'devices-dark.png']);
    for (const path of paths) expect(statSync(path).size).toBeGreaterThan(20_000);
  });
});
