import { expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf } from './implementations.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';

describeEach('a logout by Passport', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function signedIn() {
    const mounted = implementation.mount();
    const shop = new PassportShop(mounted);
    const browser = new Browser(await serve(shop.app));
    await browser.submit('/login', { username: 'alice', password: 'alice' });
    await browser.submit('/cart', { sku: 'tea' });
    expect((await browser.get('/')).json).toMatchObject({ user: 'alice', cart: ['tea'] });
    return { browser, shop, ...mounted };
  }

  it('ends the login and its data, also under the former cookie', async () => {
    const { browser } = await signedIn();
    const former = browser.copy();
    const { json, location } = await browser.submit('/logout');
    expect([json['signedIn'], json['cart'], location]).toEqual([false, undefined, '/']);
    expect((await former.get('/')).json['signedIn']).toBe(false);
  });

  it('keeps the other data with keepSessionInfo, under another cookie', async () => {
    const { browser } = await signedIn();
    const former = browser.copy();
    expect((await browser.submit('/logout?keep')).json).toMatchObject({ signedIn: false, cart: ['tea'] });
    expect(browser.cookie).not.toBe(former.cookie);
    expect((await former.get('/')).json['signedIn']).toBe(false);
    expect((await browser.get('/')).json).toMatchObject({ signedIn: false, cart: ['tea'] });
  });

  it('happens in two tabs at once', async () => {
    const { browser } = await signedIn();
    const tabs = await Promise.all([browser.submit('/logout'), browser.submit('/logout?keep')]);
    expect(tabs.map(({ status, json }) => [status, json['signedIn']])).toEqual([
      [200, false],
      [200, false],
    ]);
  });

  it('lets the next login in', async () => {
    const { browser } = await signedIn();
    await browser.submit('/logout');
    expect((await browser.submit('/login', { username: 'bob', password: 'bob' })).json['user']).toBe('bob');
  });

  it.each(['', '?keep'])(
    'is not undone by a slow request, with /logout%s',
    guarantee(async (query) => {
      const { browser, shop } = await signedIn();
      const former = browser.copy();
      shop.slow = new Barrier();
      const slow = browser.get('/slow');
      await shop.slow.reached;
      expect((await browser.submit(`/logout${query}`)).json['signedIn']).toBe(false);
      const { cookie } = browser;
      shop.slow.open();
      expect((await slow).status).toBe(401);
      expect(browser.cookie).toBe(cookie);
      for (const visitor of [browser, former]) expect((await visitor.get('/')).json['signedIn']).toBe(false);
    }),
  );

  it(
    'that cannot be stored is an error, and the login stays',
    guarantee(async () => {
      const { browser, faults } = await signedIn();
      faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
      expect((await browser.submit('/logout')).status).toBe(503);
      faults.before = () => Promise.resolve();
      expect((await browser.get('/')).json).toMatchObject({ user: 'alice', cart: ['tea'] });
    }),
  );
});
