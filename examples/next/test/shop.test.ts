import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromiumArguments, findChromium, skip } from '@sess/test-servers';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNextApp } from '../../../test/build-next-app.js';
import { type Application, startApplication } from '../../../test/built-application.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop on Next.js in a browser', found.reason);

const settings = { timeout: 300_000, skip: found.path === undefined };

/** Builds the shop, and starts it as `npm start` does. */
async function startShop(): Promise<Application> {
  const folder = await buildNextApp(join(import.meta.dirname, '..'));
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  return startApplication(next, 'start', folder, '--hostname', '127.0.0.1');
}

describe('the shop on Next.js, built for production, in Chromium', settings, () => {
  let shop: Application;
  let browser: Browser;

  beforeAll(async () => {
    [shop, browser] = await Promise.all([
      startShop(),
      chromium.launch({ executablePath: found.path!, args: [...chromiumArguments] }),
    ]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await shop?.stop();
  });

  /** Opens a page of a visitor who has not been here. */
  async function visit(path = '/', options: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await browser.newContext({ ...options, baseURL: shop.origin });
    // Long enough for a machine that is ten times slower.
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  async function signIn(name: string): Promise<Page> {
    const page = await visit('/sign-in');
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/account');
    return page;
  }

  const add = (page: Page, article: string) => page.getByRole('button', { name: `Add ${article}` }).click();
  const expectCart = (page: Page) => expect.poll(() => page.locator('#cart li').allInnerTexts());
  const expectNotice = (page: Page) => expect.poll(() => page.getByRole('status').allInnerTexts());
  const expectHeading = (page: Page) => expect.poll(() => page.getByRole('heading').allInnerTexts());

  it('shows /account only to who is signed in, and signs in with a message, once, after the redirect', async () => {
    const guest = await visit('/account');
    expect(new URL(guest.url()).pathname).toBe('/sign-in');
    const page = await signIn('alice');
    await expectHeading(page).toEqual(['alice']);
    await expectNotice(page).toEqual(['Welcome, alice!']);
    await page.reload();
    await page.waitForLoadState('networkidle');
    await expectNotice(page).toEqual([]);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'sid', httpOnly: true, sameSite: 'Lax', path: '/' });
  });

  it('keeps what two tabs put into the cart at once', async () => {
    const first = await visit();
    await add(first, 'apples');
    await expectCart(first).toEqual(['1 apples']);
    const second = await first.context().newPage();
    await second.goto('/');
    const stored = [first, second].map((page) => page.waitForResponse((each) => each.request().method() === 'POST'));
    await Promise.all([add(first, 'apples'), add(second, 'pears'), ...stored]);
    await first.reload();
    await expectCart(first).toEqual(['2 apples', '1 pears']);
  });

  it('takes the cart of a guest along at the sign-in, and works without JavaScript', async () => {
    const page = await visit('/', { javaScriptEnabled: false });
    await add(page, 'pears');
    await expectCart(page).toEqual(['1 pears']);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Name').fill('carol');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectHeading(page).toEqual(['carol']);
    await page.goto('/');
    await expectCart(page).toEqual(['1 pears']);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expectCart(page).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it('signs out everywhere: the other browser is sent to the sign-in by its next click', async () => {
    const [here, there, other] = [await signIn('bob'), await signIn('bob'), await signIn('dave')];
    await here.reload();
    await expect.poll(() => here.locator('#devices li').count()).toBe(2);
    await here.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expectHeading(here).toEqual(['The shop']);
    await there.reload();
    expect(new URL(there.url()).pathname).toBe('/sign-in');
    await other.reload();
    await expectHeading(other).toEqual(['dave']);
  });
});
