import { findChromium } from '@sess/test-servers';
// Takes the pictures of the docs again: `pnpm --filter @sess/demo screenshots`. With a folder as argument, also takes
// pictures at the size of a phone, and saves them there.
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.js';
import { openTestShop } from './open-test-shop.js';
import { takePhoneScreenshots, takeScreenshots } from './screenshots.js';

const images = fileURLToPath(new URL('../../../docs/images', import.meta.url));
const [phoneFolder] = process.argv.slice(2);

const found = await findChromium();
if (found.path === undefined) throw new Error(found.reason);
const shop = await openTestShop();
const browser = await launchChromium(found.path);
try {
  for (const path of await takeScreenshots(browser, shop.url, images)) console.log(path);
  if (phoneFolder) await takePhoneScreenshots(browser, shop.url, phoneFolder);
} finally {
  await browser.close();
  await shop.close();
}
