import { expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, type MountOptions } from './implementations.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';

const alice = { username: 'alice', password: 'alice' };

/** What the browser loads while its user signs in comes with the cookie of before. */
describeEach('a request beside a login', (implementation) => {
  async function open(options: MountOptions = {}) {
    const mounted = implementation.mount(options);
    const shop = new PassportShop(mounted);
    return { browser: new Browser(await serve(shop.app)), shop, ...mounted };
  }

  it('reads, and disturbs nobody', async () => {
    const { browser, shop } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    shop.checking = new Barrier();
    const login = browser.submit('/login?keep', alice);
    await shop.checking.reached;
    const page = browser.get('/');
    shop.checking.open();
    await Promise.all([login, page]);
    expect((await browser.get('/')).json).toMatchObject({ user: 'alice', cart: ['tea'] });
  });

  // In express-session, both begin a session of their own, whose cookie replaces that of the login.
  it.runIf(implementation.isOurs).each([false, true])(
    'arrives with the cookie of before, and begins no session (saveUninitialized: %s)',
    async (saveUninitialized) => {
      const { browser } = await open({ saveUninitialized });
      await browser.submit('/cart', { sku: 'tea' });
      const before = browser.copy();
      await browser.submit('/login?keep', alice);
      expect(await before.get('/')).toMatchObject({ status: 200, cookies: [] });
      expect(await before.submit('/cart', { sku: 'mug' })).toMatchObject({ status: 409, cookies: [] });
      expect((await browser.get('/')).json).toMatchObject({ user: 'alice', cart: ['tea'] });
    },
  );

  it('that had loaded the guest and writes late sets no cookie, and the user stays signed in', async () => {
    const { browser, shop } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    shop.slow = new Barrier();
    const late = browser.get('/slow');
    await shop.slow.reached;
    expect((await browser.submit('/login?keep', alice)).json['user']).toBe('alice');
    shop.slow.open();
    expect(await late).toMatchObject({ status: implementation.isOurs ? 409 : 200, cookies: [] });
    expect((await browser.get('/')).json).toMatchObject({ user: 'alice', cart: ['tea'] });
  });
});
