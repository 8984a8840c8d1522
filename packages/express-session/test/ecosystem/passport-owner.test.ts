import { type SessionId } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { ours } from './implementations.js';
import { PassportShop } from './passport-shop.js';
import { serve } from './serve.js';
import { visitOf } from './visit.js';

const alice = { username: 'alice', password: 'alice' };
const bob = { username: 'bob', password: 'bob' };

async function open() {
  const mounted = ours.mount();
  const { sessions } = mounted.middleware;
  const shop = new PassportShop(mounted, ({ app }) => {
    app.get('/forget', (request, response) => {
      delete visitOf(request).passport!.user;
      response.send('forgotten');
    });
  });
  const origin = await serve(shop.app);
  return {
    shop,
    sessions,
    browser: new Browser(origin),
    another: () => new Browser(origin),
    async owned(owner: number): Promise<SessionId[]> {
      const ids = [];
      for await (const { id } of sessions.list(owner)) ids.push(id);
      return ids;
    },
    ...mounted,
  };
}

describe('the user of Passport', () => {
  it('owns the session from the login to the logout', async () => {
    const { browser, owned } = await open();
    const { json } = await browser.submit('/login', alice);
    expect(await owned(7)).toEqual([json['id']]);
    await browser.submit('/logout?keep');
    expect(await owned(7)).toEqual([]);
  });

  it('is stored as the owner in the same write as the login', async () => {
    const { browser, written } = await open();
    await browser.submit('/cart', { sku: 'tea' });
    await browser.submit('/login?keep', alice);
    await browser.submit('/cart', { sku: 'cake' });
    await browser.submit('/logout?keep');
    const owners = written.map(({ payload, owner }) => [payload.includes('"user":7'), owner]);
    expect(owners).toContainEqual([true, '7']);
    for (const [isAlice, owner] of owners) expect(owner).toBe(isAlice ? '7' : undefined);
  });

  it('is signed out on all devices by revokeOwner, also where a request is under way', async () => {
    const { browser, another, shop, sessions } = await open();
    const other = another();
    for (const each of [browser, other]) await each.submit('/login', alice);
    const stranger = another();
    await stranger.submit('/login', bob);
    shop.slow = new Barrier();
    const slow = other.get('/slow');
    await shop.slow.reached;
    expect(await sessions.revokeOwner(7)).toBe(2);
    shop.slow.open();
    expect((await slow).status).toBe(401);
    for (const each of [browser, other]) expect((await each.get('/')).json['signedIn']).toBe(false);
    expect((await stranger.get('/')).json['user']).toBe('bob');
  });

  it('leaves no session behind when somebody signs in again, or as another user', async () => {
    const { browser, owned } = await open();
    await browser.submit('/login', alice);
    const { json } = await browser.submit('/login', alice);
    expect(await owned(7)).toEqual([json['id']]);
    const { json: switched } = await browser.submit('/login?keep', bob);
    expect([await owned(7), await owned(8)]).toEqual([[], [switched['id']]]);
  });

  it('owns each session that two tabs have begun at once, and no other', async () => {
    const { browser, shop, owned } = await open();
    shop.checking = new Barrier(2);
    const tabs = await Promise.all([browser.submit('/login', alice), browser.submit('/login', alice)]);
    expect(tabs.map(({ json }) => json['user'])).toEqual(['alice', 'alice']);
    expect((await owned(7)).length).toBeLessThanOrEqual(2);
    expect(await owned(7)).toContain((await browser.get('/')).json['id']);
  });

  it('is nobody any more when the account is gone', async () => {
    const { browser, shop, owned } = await open();
    await browser.submit('/login', alice);
    await browser.submit('/cart', { sku: 'tea' });
    const former = browser.copy();
    shop.users.delete(7);
    expect((await browser.get('/')).json).toMatchObject({ signedIn: false, cart: ['tea'] });
    expect(await owned(7)).toEqual([]);
    shop.users.set(7, { id: 7, name: 'alice' });
    expect((await former.get('/')).json['signedIn']).toBe(false);
  });

  it('is signed out by a plain delete, and the data goes on under another cookie', async () => {
    const { browser, owned } = await open();
    await browser.submit('/login', alice);
    await browser.submit('/cart', { sku: 'tea' });
    const former = browser.copy();
    await browser.get('/forget');
    expect((await browser.get('/')).json).toMatchObject({ signedIn: false, cart: ['tea'] });
    expect(browser.cookie).not.toBe(former.cookie);
    expect((await former.get('/')).json).toMatchObject({ signedIn: false });
    expect(await owned(7)).toEqual([]);
  });

  it('does not change the cookie of a page that only reads', async () => {
    const { browser } = await open();
    await browser.submit('/login', alice);
    const { cookies, headers } = await browser.get('/');
    expect([cookies, headers.get('vary')]).toEqual([[], 'Cookie']);
  });
});
