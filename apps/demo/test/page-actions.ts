import type { Locator, Page } from 'playwright-core';

/** Presses the button of a form, and waits for the next page: pressing another button would cancel this one. */
export async function press(page: Page, name: string): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name }).click();
  await loaded;
}

/** Adds a product to the cart, on the page with the products. */
export async function add(page: Page, product: string): Promise<void> {
  await press(page, `Add ${product} to cart`);
}

/** Signs in, by default as alice. */
export async function signIn(page: Page, url: string, name = 'alice', remember = false): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(name);
  if (remember) await page.getByLabel('Remember me').check();
  await press(page, 'Sign in');
}

/** Returns the number of products in the cart. */
export function inCart(page: Page): Promise<string> {
  return page.locator('.cart-link .count').innerText();
}

/** The message that is shown once. */
export function notice(page: Page): Locator {
  return page.getByRole('status');
}

/** The name of the signed-in user. */
export function userName(page: Page): Locator {
  return page.locator('.who .name');
}
