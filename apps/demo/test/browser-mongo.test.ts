import { findChromium, findMongodb, skip, type FoundServer, type MissingServer } from '@sess/test-servers';
import { afterAll, describe, expect, it } from 'vitest';
import { expectSessionAfterRestart, expectSignInWithCart, expectTwoTabsToLoseNothing } from './browser-scenarios.js';
import { useBrowserShop } from './browser-shop.js';
import { notice, press, signIn } from './page-actions.js';

const found = await findChromium();
if (found.path === undefined) skip('the shop with MongoDB in a browser', found.reason);
// Started by the test and not by the shop, so that its data survive a restart of the shop.
const server: FoundServer | MissingServer | undefined = found.path === undefined ? undefined : await findMongodb();
if (server && server.url === undefined) skip('the shop with MongoDB in a browser', server.reason);

describe.skipIf(server?.url === undefined)('the shop with MongoDB, in a browser', () => {
  afterAll(async () => {
    if (server?.url !== undefined) await server.stop();
  });
  const shop = useBrowserShop(found.path, () => ({ SESS_STORE: 'mongo', MONGODB_URI: String(server?.url) }));

  it('signs in with the cart of the guest, and out', () => expectSignInWithCart(shop));

  it('loses nothing that two tabs add to the cart at the same time', () => expectTwoTabsToLoseNothing(shop));

  it('lists the devices of an owner, and signs the others out', async () => {
    const { page, url } = shop;
    const other = await (await shop.open()).newPage();
    for (const each of [page, other]) await signIn(each, url, 'bob');
    await page.goto(`${url}/devices`);
    expect(await page.locator('.device h2').allInnerTexts()).toEqual([
      expect.stringContaining('this device'),
      expect.stringMatching(/Chrom\w+ on Linux/),
    ]);
    await press(page, 'Sign out everywhere else');
    expect(await notice(page).innerText()).toBe('One other session was ended.');
    await other.goto(`${url}/devices`);
    expect(new URL(other.url()).pathname).toBe('/sign-in');
  });

  it('has the same sessions after a restart, and says where they are', async () => {
    await expectSessionAfterRestart(shop);
    await shop.page.goto(`${shop.url}/store`);
    const text = await shop.page.locator('main').innerText();
    expect(text).toMatch(/MongoDB at 127\.0\.0\.1:\d+, in \w+\.shop_sessions/);
    expect(text).toContain('carol');
  });
});
