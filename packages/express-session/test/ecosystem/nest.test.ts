import { expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf } from './implementations.js';
import { serveNestShop, ShopController } from './nest-shop.js';

describeEach('NestJS 11', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function open() {
    const mounted = implementation.mount();
    ShopController.slow = new Barrier(0);
    return { browser: new Browser(await serveNestShop(mounted)), ...mounted };
  }

  it('hands the session to a parameter with @Session()', async () => {
    const { browser } = await open();
    expect((await browser.get('/')).json).toEqual({ visits: 1 });
    expect((await browser.get('/')).json).toEqual({ visits: 2 });
    await browser.submit('/cart/tea');
    expect((await browser.submit('/cart/cake')).json).toEqual(['tea', 'cake']);
  });

  it('lets a guard read the session', async () => {
    const { browser } = await open();
    expect((await browser.get('/me')).status).toBe(403);
    await browser.submit('/cart/tea');
    const before = browser.cookie;
    expect(await browser.submit('/login/alice')).toMatchObject({
      status: 200,
      location: '/me',
      json: { user: 'alice' },
    });
    expect(browser.cookie).not.toBe(before);
    const former = browser.copy();
    expect((await browser.submit('/logout')).body).toBe('bye');
    for (const visitor of [browser, former]) expect((await visitor.get('/me')).status).toBe(403);
  });

  it('leaves exceptions their status, and keeps what was changed before a client error', async () => {
    const { browser } = await open();
    expect((await browser.get('/teapot')).status).toBe(418);
    expect((await browser.get('/note')).json).toEqual({ note: 'brewing' });
    expect(await browser.get('/forbidden')).toMatchObject({ status: 403, json: { message: 'Not for you.' } });
    expect((await browser.get('/note')).json).toEqual({ note: 'forbidden' });
    expect(await browser.get('/bug')).toMatchObject({ status: 500, json: { message: 'Internal server error' } });
  });

  it('stores what a handler changes that responds by itself', async () => {
    const { browser } = await open();
    expect((await browser.get('/by-hand')).json).toEqual({ note: 'by hand' });
    expect((await browser.get('/note')).json).toEqual({ note: 'by hand' });
  });

  it(
    'does not keep what was changed before a server error',
    guarantee(async () => {
      const { browser } = await open();
      await browser.get('/');
      await browser.get('/bug');
      expect((await browser.get('/note')).json).toEqual({});
    }),
  );

  it(
    'keeps what two requests change at once, and brings no session back',
    guarantee(async () => {
      const { browser } = await open();
      await browser.submit('/login/alice');
      ShopController.slow = new Barrier();
      const [first, former] = [browser.get('/slow'), browser.copy()];
      await ShopController.slow.reached;
      await browser.submit('/cart/tea');
      ShopController.slow.open();
      expect((await first).status).toBe(200);
      expect((await browser.get('/me')).json).toEqual({ user: 'alice', cart: ['tea'] });
      ShopController.slow = new Barrier();
      const second = browser.get('/slow');
      await ShopController.slow.reached;
      await browser.submit('/logout');
      ShopController.slow.open();
      expect(await second).toMatchObject({ status: 401, cookies: [] });
      expect((await former.get('/me')).status).toBe(403);
    }),
  );

  it(
    'responds with 503 by its exception filter while the store is down',
    guarantee(async () => {
      const { browser, faults } = await open();
      await browser.submit('/login/alice');
      faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
      expect((await browser.submit('/cart/tea')).status).toBe(503);
      faults.before = () => Promise.reject(new Error('down'));
      expect(await browser.get('/me')).toMatchObject({ status: 503, cookies: [] });
      faults.before = () => Promise.resolve();
      expect((await browser.get('/me')).json).toEqual({ user: 'alice' });
    }),
  );
});
