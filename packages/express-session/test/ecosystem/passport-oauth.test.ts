import { Strategy as OAuth2Strategy, type VerifyCallback } from 'passport-oauth2';
import { describe, expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf } from './implementations.js';
import { serveOAuthProvider } from './oauth-provider.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';
import { visitOf } from './visit.js';

const forms = [
  ['a state', { state: true }],
  ['a state with data', { store: true }],
  ['a state and PKCE', { state: true, pkce: true }],
  ['a state with data and PKCE', { store: true, pkce: true }],
] as const;

describeEach('a login by passport-oauth2', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function open(form: object) {
    const mounted = implementation.mount();
    const provider = await serveOAuthProvider();
    const shop = new PassportShop(mounted, ({ passport, app, users }) => {
      const verify = (_token: string, _refresh: string, _profile: unknown, done: VerifyCallback) => {
        done(null, users.get(7));
      };
      const options = {
        ...provider,
        clientID: 'shop',
        clientSecret: 'secret',
        callbackURL: '/oauth/callback',
        ...form,
      };
      passport.use(new OAuth2Strategy(options, verify));
      app.get('/oauth', passport.authenticate('oauth2'));
      const answer = { successRedirect: '/', failureRedirect: '/login', failureFlash: true, keepSessionInfo: true };
      app.get('/oauth/callback', passport.authenticate('oauth2', answer));
      app.get('/kept', (request, response) => response.json({ keys: Object.keys(visitOf(request)).toSorted() }));
    });
    const origin = await serve(shop.app);
    return { shop, provider, origin, browser: new Browser(origin), ...mounted };
  }

  describe.each(forms)('that keeps %s in the session', (_name, form) => {
    it('comes back from the provider signed in, and leaves no state behind', async () => {
      const { browser, provider } = await open(form);
      await browser.submit('/cart', { sku: 'tea' });
      const before = browser.cookie;
      expect(await browser.get('/oauth')).toMatchObject({ json: { user: 'alice', cart: ['tea'] } });
      expect(browser.cookie).not.toBe(before);
      expect(provider.exchanges()).toBe(1);
      expect((await browser.get('/kept')).json).toEqual({ keys: ['cart', 'cookie', 'passport'] });
    });

    it('begins without a session', async () => {
      const { browser } = await open(form);
      expect((await browser.get('/oauth')).json).toMatchObject({ user: 'alice' });
    });

    it('refuses the state of another session', async () => {
      const { browser, provider, origin } = await open(form);
      const attacker = new Browser(origin);
      const location = await leaveAndAgree(attacker);
      await browser.submit('/cart', { sku: 'tea' });
      expect((await browser.get(location)).json).toMatchObject({ errors: [expect.stringMatching(/state/)] });
      expect((await browser.get('/')).json).toMatchObject({ signedIn: false, cart: ['tea'] });
      expect(provider.exchanges()).toBe(0);
    });
  });

  it('takes a state once', async () => {
    const { browser, origin } = await open({ state: true });
    const visitor = new Browser(origin);
    const location = await leaveAndAgree(visitor);
    expect((await visitor.get(location)).json).toMatchObject({ user: 'alice' });
    expect((await visitor.get(location)).json).toMatchObject({ errors: [expect.stringMatching(/state/)] });
    expect((await browser.get(location)).json).toMatchObject({ errors: [expect.stringMatching(/state/)] });
  });

  it('sends the visitor away only after the state is stored', async () => {
    const { browser, origin, faults } = await open({ state: true });
    const writing = new Barrier();
    faults.before = (call) => (call === 'write' ? writing.pass() : Promise.resolve());
    let hasLeft = false;
    const leaving = browser.request('/oauth').then((response) => {
      hasLeft = true;
      return response.status;
    });
    await writing.reached;
    // A redirect that does not wait is sent before the response to this request.
    await new Browser(origin).get('/nowhere');
    expect(hasLeft).toBe(false);
    writing.open();
    expect(await leaving).toBe(302);
    expect((await browser.get('/oauth')).json).toMatchObject({ user: 'alice' });
  });

  it(
    'is not begun with a redirect when the state cannot be stored',
    guarantee(async () => {
      const { browser, faults, provider } = await open({ state: true });
      faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
      expect(await browser.get('/oauth')).toMatchObject({ status: 503, location: undefined, cookies: [] });
      expect(provider.exchanges()).toBe(0);
    }),
  );
});

/** Sends a browser to the provider and stops at the address that leads back. */
async function leaveAndAgree(browser: Browser): Promise<string> {
  const provider = (await browser.request('/oauth')).headers.get('location')!;
  return (await browser.request(provider)).headers.get('location')!;
}
