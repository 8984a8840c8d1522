// Takes the screenshots of the conformance page that the docs show, if there is a Chromium or Chrome.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './workspace-packages.js';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/**
 * @param {string} page the path of the page
 * @param {string} folder the pictures' folder
 * @returns {Promise<string>} the outcome, as a sentence
 */
export async function takePictures(page, folder) {
  const paths = (process.env['PATH'] ?? '').split(delimiter).flatMap((path) => names.map((name) => join(path, name)));
  const executablePath = process.env['CHROMIUM_PATH'] ?? paths.find((path) => existsSync(path));
  if (executablePath === undefined) {
    return 'The pictures in docs/images were not updated, because no Chromium was found. CHROMIUM_PATH can name one.';
  }
  const { chromium } = /** @type {typeof import('../apps/demo/node_modules/playwright-core/index.js')} */ (
    createRequire(join(root, 'apps/demo/package.json'))('playwright-core')
  );
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath, args });
  try {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } });
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(page).href);
      await tab.screenshot({ path: join(folder, `conformance-${colorScheme}.png`), animations: 'disabled' });
    }
  } finally {
    await browser.close();
  }
  return 'docs/conformance.html, docs/conformance.md and their pictures were updated.';
}
