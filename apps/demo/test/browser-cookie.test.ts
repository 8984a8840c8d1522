import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, skip } from '@sess/test-servers';
import { afterAll, describe, expect, it } from 'vitest';
import { expectSessionAfterRestart, expectSignInWithCart } from './browser-scenarios.js';
import { useBrowserShop } from './browser-shop.js';
import { add, inCart, press, signIn } from './page-actions.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop with cookies in a browser', found.reason);

const folder = mkdtempSync(join(tmpdir(), 'sess-demo-browser-cookie-'));

describe.skipIf(found.path === undefined)('the shop with cookies, in a browser', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const shop = useBrowserShop(found.path, () => ({ SESS_STORE: 'cookie', SESS_FILE: join(folder, 'shop.db') }));

  it('sets no cookie before there is something to store, and signs in with the cart and out', () =>
    expectSignInWithCart(shop));

  it('has the same sessions after a restart, and shows messages once', () => expectSessionAfterRestart(shop));

  it('stores what fits, and says what is too large', async () => {
    const { page, url } = shop;
    await page.goto(url);
    for (const name of ['Everyday cup', 'Hand grinder', 'Stoneware dripper', 'Gooseneck kettle']) await add(page, name);
    expect(await inCart(page)).toBe('4');
    await page.goto(`${url}/store`);
    await press(page, 'Try to keep 10 MB');
    expect(await page.locator('main').innerText()).toContain('That is too much');
    expect(shop.complaints.splice(0)).toEqual([expect.stringContaining('413')]);
    await page.goto(url);
    expect(await inCart(page)).toBe('4');
    await press(page, 'Buy it all');
    expect(await inCart(page)).toBe('0');
  });

  it.each(['/store', '/devices'])('says at %s what such a store has, on a phone too', async (path) => {
    const { page, url } = shop;
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page, url);
    await page.goto(url + path);
    const text = await page.locator('main').innerText();
    expect(text).toContain(path === '/store' ? 'Bytes your browser sent' : 'cannot say where else you are signed in');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
