import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, skip } from '@sess/test-servers';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { expectSessionAfterRestart, expectSignInWithCart, expectTwoTabsToLoseNothing } from './browser-scenarios.js';
import { useBrowserShop } from './browser-shop.js';
import { add, inCart, notice, press, signIn } from './page-actions.js';
import { takeScreenshots } from './screenshots.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop in a browser', found.reason);

const folder = mkdtempSync(join(tmpdir(), 'sess-demo-browser-'));
const day = 86_400;

describe.skipIf(found.path === undefined)('the shop in a browser', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const shop = useBrowserShop(found.path, () => ({ SESS_FILE: join(folder, 'shop.db') }));

  it('signs in with the cart of the guest, and out', () => expectSignInWithCart(shop));

  it('shows a message once', async () => {
    const { page, url } = shop;
    await page.goto(url);
    await add(page, 'Everyday cup');
    expect(await notice(page).innerText()).toBe('In your cart: Everyday cup.');
    await page.reload();
    expect(await notice(page).count()).toBe(0);
  });

  it('loses nothing that two tabs add to the cart at the same time', () => expectTwoTabsToLoseNothing(shop));

  it('remembers only a visitor who asked for it', async () => {
    const { page, context, url } = shop;
    const daysLeft = async (cookies: BrowserContext) =>
      (((await cookies.cookies())[0]?.expires ?? 0) - Date.now() / 1000) / day;
    await signIn(page, url, 'carol', true);
    expect(await daysLeft(context)).toBeCloseTo(365, 0);
    const other = await shop.open();
    await signIn(await other.newPage(), url, 'carol');
    expect(await daysLeft(other)).toBeCloseTo(0.5, 1);
  });

  it('signs other browsers out, one by one and all together', async () => {
    const { page, url } = shop;
    await signIn(page, url, 'bob');
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0';
    const [second, third] = await Promise.all([shop.open({ userAgent }), shop.open({ userAgent })]);
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

    const remaining = elsewhere[stillIn.indexOf(true)]!;
    await press(remaining, 'Sign out everywhere else');
    expect(await notice(remaining).innerText()).toBe('One other session was ended.');
    expect(await isSignedIn(page)).toBe(false);
    expect(await isSignedIn(remaining)).toBe(true);
  });

  it('has the same sessions after a restart', () => expectSessionAfterRestart(shop));

  it('shows how the time runs out, and when the session has ended', async () => {
    const { page, url } = shop;
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
    const { url } = shop;
    const plain = await shop.open({ javaScriptEnabled: false });
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

  it('explains errors: a wrong password, a session that is too large', async () => {
    const { page, url } = shop;
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Password').fill('bob');
    await press(page, 'Sign in');
    expect(await page.getByRole('alert').innerText()).toContain('Wrong name or password');
    await page.goto(`${url}/store`);
    await press(page, 'Try to keep 10 MB');
    expect(await page.locator('main').innerText()).toContain('1048576');
    // Chromium reports each response of 400 and above as an error of the page.
    expect(shop.complaints.splice(0)).toEqual([expect.stringContaining('422'), expect.stringContaining('413')]);
  });

  it('fits a phone, and every control has a name', async () => {
    const { url } = shop;
    const phone = await shop.open({ viewport: { width: 390, height: 844 } });
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

  it('can be shown in screenshots', async () => {
    const { url } = shop;
    const paths = await takeScreenshots(shop.browser, url, folder);
    expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(['shop-light.png', 'devices-dark.png']);
    for (const path of paths) expect(statSync(path).size).toBeGreaterThan(20_000);
  });
});
