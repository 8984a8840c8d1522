import { freePort } from '@sess/test-servers';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchChromium } from './chromium.js';
import { ShopProcess, stopAll } from './shop-process.js';

/** A shop in a process of its own, with a browser in front of it. */
export class BrowserShop {
  url = '';
  /** New for each test, without cookies. */
  context!: BrowserContext;
  page!: Page;
  /** Errors that pages reported, and their requests to other hosts. A test that expects one removes it. */
  readonly complaints: string[] = [];
  #settings: Readonly<Record<string, string>> = {};
  #shop: ShopProcess | undefined;
  #browser: Browser | undefined;

  async start(executablePath: string, settings: Readonly<Record<string, string>>): Promise<void> {
    this.#settings = { PORT: String(await freePort()), ...settings };
    this.#shop = new ShopProcess(this.#settings);
    [this.url, this.#browser] = await Promise.all([this.#shop.open(), launchChromium(executablePath)]);
  }

  get browser(): Browser {
    return this.#browser!;
  }

  /** Opens another context: one with cookies of its own. */
  async open(options?: BrowserContextOptions): Promise<BrowserContext> {
    // Without smooth scrolling, which tests would have to wait for.
    const context = await this.browser.newContext({ reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(45_000);
    context.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.url) && url !== 'about:blank') this.complaints.push(url);
    });
    return context;
  }

  /** Stops the shop and starts it again on the same port with the same settings. */
  async restart(): Promise<void> {
    // A page may request its icon late, when the shop is closed already.
    await this.page.goto('about:blank');
    const ended = await this.#shop?.stop();
    if (ended?.code !== 0) throw new Error(`The shop ended with ${ended?.code}: ${ended?.output}`);
    this.#shop = new ShopProcess(this.#settings);
    await this.#shop.open();
  }

  async closeContexts(): Promise<void> {
    await Promise.all(this.browser.contexts().map((each) => each.close()));
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await stopAll();
  }
}

/** Opens a shop and a browser for the tests of a suite. A test fails when a page reports an error. */
export function useBrowserShop(
  executablePath: string | undefined,
  settings: () => Readonly<Record<string, string>>,
): BrowserShop {
  const shop = new BrowserShop();
  beforeAll(() => shop.start(String(executablePath), settings()));
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.context = await shop.open();
    shop.page = await shop.context.newPage();
  });
  afterEach(async () => {
    await shop.closeContexts();
    expect(shop.complaints.splice(0)).toEqual([]);
  });
  return shop;
}
