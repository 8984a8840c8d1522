import { expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf } from './implementations.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';

const alice = { username: 'alice', password: 'alice' };

describeEach('a login by passport-local', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function open() {
    const mounted = implementation.mount();
    const shop = new PassportShop(mounted);
    const browser = new Browser(await serve(shop.app));
    return { shop, browser, ...mounted };
  }

  it('signs in across the redirect, under a new cookie', async () => {
    const { browser } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    const before = browser.cookie;
    const shown = await browser.submit('/login', alice);
    expect(shown).toMatchObject({ location: '/', json: { user: 'alice', signedIn: true, kept: { user: 7 } } });
    expect(browser.cookie).toMatch(/^connect\.sid=s%3A/);
    expect(browser.cookie).not.toBe(before);
  });

  it('begins an empty session, unless keepSessionInfo is set', async () => {
    const { browser } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    const before = browser.cookie;
    expect((await browser.submit('/login', alice)).json['cart']).toBeUndefined();
    expect(browser.cookie).not.toBe(before);
    const other = browser.without();
    await other.submit('/cart', { sku: 'cake' });
    expect((await other.submit('/login?keep', alice)).json['cart']).toContain('cake');
  });

  it('does not sign in whoever planted the cookie', async () => {
    const { browser } = await open();
    const attacker = browser.copy();
    await attacker.submit('/cart', { sku: 'bait' });
    const victim = attacker.copy();
    expect((await victim.submit('/login?keep', alice)).json).toMatchObject({ user: 'alice', cart: ['bait'] });
    expect((await attacker.get('/')).json['user']).toBeUndefined();
    expect((await victim.get('/')).json['user']).toBe('alice');
  });

  it('shows a failure once, by failureFlash', async () => {
    const { browser } = await open();
    const wrong = { username: 'alice', password: 'wrong' };
    expect((await browser.submit('/login', wrong)).json).toEqual({ errors: ['Wrong name or password.'] });
    expect((await browser.get('/login')).json).toEqual({ errors: [] });
    expect((await browser.submit('/login', alice)).json['user']).toBe('alice');
  });

  it('keeps the failures of failureMessage in the session', async () => {
    const { browser } = await open();
    const wrong = { username: 'alice', password: 'wrong' };
    await browser.submit('/login?messages', wrong);
    await browser.submit('/login?messages', wrong);
    const message = 'Wrong name or password.';
    expect((await browser.get('/')).json).toMatchObject({ messages: [message, message], signedIn: false });
  });

  it('succeeds in two tabs at once', async () => {
    const { browser, shop } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    shop.checking = new Barrier(2);
    const tabs = await Promise.all([browser.submit('/login?keep', alice), browser.submit('/login?keep', alice)]);
    for (const { json } of tabs) expect(json).toMatchObject({ user: 'alice', cart: ['tea'] });
    expect((await browser.get('/')).json).toMatchObject({ user: 'alice', cart: ['tea'] });
  });

  it('forgets a user who is not deserialized any more, and keeps the rest', async () => {
    const { browser, shop } = await open();
    await browser.submit('/login', alice);
    await browser.submit('/cart', { sku: 'tea' });
    shop.users.delete(7);
    const { json } = await browser.get('/');
    expect(json).toMatchObject({ signedIn: false, cart: ['tea'], kept: {} });
    shop.users.set(7, { id: 7, name: 'alice' });
    expect((await browser.get('/')).json).toMatchObject({ signedIn: false, cart: ['tea'] });
  });

  it('signs in as another user', async () => {
    const { browser } = await open();
    await browser.submit('/login', alice);
    const former = browser.copy();
    const bob = { username: 'bob', password: 'bob' };
    expect((await browser.submit('/login', bob)).json).toMatchObject({ user: 'bob' });
    expect((await former.get('/')).json['user']).toBeUndefined();
  });

  it('is an error, and signs nobody in, when the session cannot be stored', async () => {
    const { browser, faults } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
    const { status } = await browser.submit('/login', alice);
    expect(status).toBe(implementation.isOurs ? 503 : 500);
    faults.before = () => Promise.resolve();
    expect((await browser.get('/')).json).toMatchObject({ signedIn: false });
  });

  it(
    'keeps the cart of a guest when the login could not be stored',
    guarantee(async () => {
      const { browser, faults } = await open();
      await browser.submit('/cart', { sku: 'tea' });
      const { cookie } = browser;
      faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
      expect((await browser.submit('/login', alice)).cookies).toEqual([]);
      faults.before = () => Promise.resolve();
      expect(browser.cookie).toBe(cookie);
      expect((await browser.get('/')).json).toMatchObject({ cart: ['tea'] });
    }),
  );

  it(
    'is refused with 503, not as a guest, while the store cannot be read',
    guarantee(async () => {
      const { browser, faults } = await open();
      await browser.submit('/login', alice);
      faults.before = () => Promise.reject(new Error('down'));
      const { status, cookies } = await browser.get('/');
      expect([status, cookies]).toEqual([503, []]);
      faults.before = () => Promise.resolve();
      expect((await browser.get('/')).json).toMatchObject({ user: 'alice' });
    }),
  );
});
