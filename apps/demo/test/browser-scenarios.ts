// What the shop does in a browser with every store.
import { expect } from 'vitest';
import type { BrowserShop } from './browser-shop.js';
import { add, inCart, notice, press, signIn, userName } from './page-actions.js';

/** Fills the cart as a guest, signs in and signs out. */
export async function expectSignInWithCart({ page, context, url }: BrowserShop): Promise<void> {
  await page.goto(url);
  expect(await context.cookies()).toEqual([]);
  await add(page, 'Gooseneck kettle');
  const [guest] = await context.cookies();
  await signIn(page, url);
  expect(await notice(page).innerText()).toBe('Welcome, Alice.');
  expect(await inCart(page)).toBe('1');
  const [signedIn, ...more] = await context.cookies();
  expect(more).toEqual([]);
  expect(signedIn).toMatchObject({ name: 'sid', httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(signedIn?.value).not.toBe(guest?.value);
  expect(signedIn?.value).not.toMatch(/alice|kettle/i);
  await press(page, 'Sign out');
  expect(await notice(page).innerText()).toContain('You are signed out');
  expect(await context.cookies()).toEqual([]);
}

/** Fills the cart in two tabs at the same time. */
export async function expectTwoTabsToLoseNothing({ page, context, url }: BrowserShop): Promise<void> {
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
}

/** Restarts the shop. Its visitor stays signed in, and messages are shown once. */
export async function expectSessionAfterRestart(shop: BrowserShop): Promise<void> {
  const { page, url } = shop;
  await signIn(page, url, 'carol', true);
  await add(page, 'House blend, 250 g');
  await shop.restart();
  await page.goto(url);
  expect(await userName(page).innerText()).toBe('Carol');
  expect([await inCart(page), await notice(page).count()]).toEqual(['1', 0]);
}
