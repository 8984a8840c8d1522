import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { add, signIn } from './page-actions.js';

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ' +
  'Version/18.0 Safari/604.1';
const tablet = 'Mozilla/5.0 (Android 15; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0';

const desktop = { width: 1280, height: 800 };
const small = { width: 390, height: 844 };

/** Fills a shop with sample data and saves screenshots to `folder`. Returns their paths. */
export async function takeScreenshots(browser: Browser, url: string, folder: string): Promise<readonly string[]> {
  for (const userAgent of [phone, tablet]) {
    const other = await open(browser, { userAgent });
    await signIn(other, url, 'alice', true);
    await other.context().close();
  }
  const guest = await open(browser, {});
  await fillCart(guest, url, ['Everyday cup']);
  await guest.context().close();

  const page = await open(browser, { viewport: desktop, colorScheme: 'light' });
  await fillCart(page, url, ['Gooseneck kettle', 'Everyday cup', 'Everyday cup', 'House blend, 250 g']);
  await signIn(page, url);
  const shots: string[] = [];
  const shoot = async (name: string) => {
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    shots.push(path);
  };
  await shoot('shop-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${url}/devices`);
  await shoot('devices-dark');
  return shots;
}

/** Takes full-length screenshots of every page at phone width, for design work. */
export async function takePhoneScreenshots(browser: Browser, url: string, folder: string): Promise<void> {
  const page = await open(browser, { viewport: small, colorScheme: 'light' });
  await fillCart(page, url, ['Everyday cup']);
  await signIn(page, url);
  for (const path of ['', 'devices', 'store', 'sign-in', 'nowhere']) {
    await page.goto(`${url}/${path}`);
    await page.screenshot({ path: join(folder, `phone-${path || 'shop'}.png`), fullPage: true });
  }
  await page.context().close();
}

async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  return context.newPage();
}

async function fillCart(page: Page, url: string, products: readonly string[]): Promise<void> {
  await page.goto(url);
  for (const product of products) await add(page, product);
}
