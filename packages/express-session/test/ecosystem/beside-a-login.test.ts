import { expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf, type MountOptions } from './implementations.js';
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

/** To express-session, the login of a user who is signed in is a sign-out and a login. */
describeEach('a request beside the login of a user who is signed in', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function open(name: string) {
    const shop = new PassportShop(implementation.mount());
    const browser = new Browser(await serve(shop.app));
    await browser.submit('/login', alice);
    await browser.submit('/cart', { sku: 'tea' });
    return { browser, shop, login: () => browser.submit('/login', { username: name, password: name }) };
  }

  it.each(['alice', 'bob'])(
    'that had loaded the former session and writes late does not bring it back, and sets no cookie (%s)',
    guarantee(async (name) => {
      const { browser, shop, login } = await open(name);
      const former = browser.copy();
      shop.slow = new Barrier();
      const late = browser.get('/slow');
      await shop.slow.reached;
      expect((await login()).json['user']).toBe(name);
      shop.slow.open();
      expect(await late).toMatchObject({ status: 401, cookies: [] });
      expect((await browser.get('/')).json).toMatchObject({ user: name });
      expect((await browser.get('/')).json).not.toHaveProperty('cart');
      expect((await former.get('/')).json).toMatchObject({ signedIn: false });
    }),
  );

  it('arrives with the cookie of before and reads: it sets no cookie, and the user stays signed in', async () => {
    const { browser, login } = await open('bob');
    const former = browser.copy();
    await login();
    expect(await former.get('/')).toMatchObject({ status: 200, cookies: [], json: { signedIn: false } });
    expect((await browser.get('/')).json).toMatchObject({ user: 'bob' });
  });

  // The README states this race.
  it("arrives with the cookie of before and writes: it begins a guest's session, which has nothing of the user", async () => {
    const { browser, login } = await open('bob');
    const former = browser.copy();
    await login();
    const written = await former.submit('/cart', { sku: 'mug' });
    expect(written.cookies).toHaveLength(1);
    expect(written.json).toMatchObject({ signedIn: false, cart: ['mug'] });
    expect((await browser.get('/')).json).toMatchObject({ user: 'bob' });
  });

  it.each(['alice', 'bob'])('may be the same login, as a double click sends it (%s)', async (name) => {
    const { browser, shop, login } = await open(name);
    const former = browser.copy();
    shop.checking = new Barrier(2);
    const both = await Promise.all([login(), login()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await browser.get('/')).json).toMatchObject({ user: name });
    expect((await former.get('/')).json).toMatchObject({ signedIn: false });
  });

  it('may sign out meanwhile: the login then begins its session', async () => {
    const { browser, shop, login } = await open('bob');
    const tab = browser.copy();
    shop.checking = new Barrier();
    const entering = login();
    await shop.checking.reached;
    expect((await tab.submit('/logout')).status).toBe(200);
    shop.checking.open();
    expect((await entering).json['user']).toBe('bob');
    expect((await browser.get('/')).json).toMatchObject({ user: 'bob' });
  });
});
