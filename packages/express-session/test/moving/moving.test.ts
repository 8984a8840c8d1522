import { type KeyedStore, MemorySessionStore, type OwnedSession, type SessionManager } from '@sess/core';
import { skip } from '@sess/test-servers';
import { unsign } from 'cookie-signature';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../ecosystem/browser.js';
import { backends, call, type Former, type FormerSession, openFormer } from './former-stores.js';
import { shopAfter, shopBack, shopBefore } from './shops.js';

const day = 86_400_000;

/** The id in a browser's signed cookie. */
function idIn({ cookie }: Browser): string {
  const value = decodeURIComponent(cookie.replace('connect.sid=', '')).slice('s:'.length);
  return unsign(value, 'a secret with thirty-two characters') as string;
}

async function listed(sessions: SessionManager): Promise<OwnedSession[]> {
  const all: OwnedSession[] = [];
  for await (const each of sessions.list('alice')) all.push(each);
  return all;
}

for (const [name, backend] of Object.entries(backends)) {
  const server = await backend.find();
  if (server.url === undefined) {
    skip(`moving from ${name}`, server.reason);
    continue;
  }
  afterAll(() => server.stop());

  describe(`moving from ${name}`, () => {
    let former: Former;
    beforeAll(async () => {
      former = await openFormer(backend, server.url);
    });
    afterAll(() => former.close());

    const stored = (id: string) => call<FormerSession | null>((done) => former.store.get(id, done));

    /** Signs alice in before the move, with a hat in her cart. */
    async function signedIn(query = ''): Promise<Browser> {
      const browser = new Browser(await shopBefore(former.store));
      await browser.submit(`/login${query}`);
      await browser.submit('/cart?item=hat');
      expect((await browser.get('/me')).json).toMatchObject({ user: 'alice', cart: ['hat'] });
      return browser;
    }

    const alice = { user: 'alice', cart: ['hat'], maxAge: null };
    const nobody = { maxAge: null };

    it('keeps who was signed in, under a new key, and ends the old session', async () => {
      const before = await signedIn();
      const time = { now: Date.now() };
      const { origin, sessions } = await shopAfter(
        former.store,
        new MemorySessionStore({ clock: () => time.now }),
        () => time.now,
      );
      const browser = before.copy(origin);
      const first = await browser.get('/me');
      expect(first.json).toEqual(alice);
      expect(first.cookies).toEqual([expect.stringMatching(/^connect\.sid=s%3A[a-z0-9]{32}\./)]);
      expect(await stored(idIn(before))).toBeFalsy();
      expect(await listed(sessions)).toHaveLength(1);
      await browser.submit('/cart?item=scarf');
      expect((await browser.get('/me')).json).toEqual({ ...alice, cart: ['hat', 'scarf'] });
      time.now += 60_000;
      expect((await before.copy(origin).get('/me')).json).toEqual(nobody);
      await browser.submit('/logout');
      expect((await browser.get('/me')).json).toEqual(nobody);
      expect((await before.copy(origin).get('/me')).json).toEqual(nobody);
    });

    it('keeps one session when a browser sends several requests first', async () => {
      const before = await signedIn();
      const { origin, sessions } = await shopAfter(former.store, new MemorySessionStore());
      const tabs = [1, 2, 3].map(() => before.copy(origin));
      const shown = await Promise.all(tabs.map((tab) => tab.get('/me')));
      expect(shown.map(({ json }) => json)).toEqual([alice, alice, alice]);
      expect(shown.filter(({ cookies }) => cookies.length > 0)).toHaveLength(1);
      expect(await listed(sessions)).toHaveLength(1);
    });

    it('ends the old session when its first request signs out, and its cookie is of no use any more', async () => {
      const before = await signedIn();
      const copy = { ...(await stored(idIn(before))) } as FormerSession;
      const { origin } = await shopAfter(former.store, new MemorySessionStore());
      expect((await before.copy(origin).submit('/logout')).body).toBe('out');
      expect(await stored(idIn(before))).toBeFalsy();
      // Not even if the record comes back, as from a backup.
      await call((done) => former.store.set(idIn(before), copy, done));
      expect((await before.copy(origin).get('/me')).json).toEqual(nobody);
    });

    it('keeps the maxAge that a session has set', async () => {
      const before = await signedIn('?remember=1');
      const { origin, sessions } = await shopAfter(former.store, new MemorySessionStore());
      const browser = before.copy(origin);
      const { cookies, json } = await browser.get('/me');
      expect(Math.round((json['maxAge'] as number) / 1000) * 1000).toBe(30 * day);
      const expires = Date.parse(/Expires=([^;]+)/.exec(cookies[0]!)![1]!);
      expect(Math.abs(expires - Date.now() - 30 * day)).toBeLessThan(60_000);
      const [device] = await listed(sessions);
      expect(Math.abs(device!.expiresAt - Date.now() - 30 * day)).toBeLessThan(60_000);
    });

    it('takes over a session whose deadline only touch has moved', async () => {
      const before = await signedIn();
      const session = (await stored(idIn(before)))!;
      const withEnd = (end: number): object => ({
        ...session,
        cookie: { ...session.cookie, originalMaxAge: day, expires: new Date(end) },
      });
      await call((done) => former.store.set(idIn(before), withEnd(Date.now() + 1500), done));
      await call((done) => former.store.touch(idIn(before), withEnd(Date.now() + day), done));
      const { cookie } = (await stored(idIn(before)))!;
      expect(new Date(cookie.expires!).getTime()).toBeLessThan(Date.now() + 2000);
      // By a clock that is ahead, the time in the cookie is over.
      const clock = (): number => Date.now() + 10_000;
      const { origin } = await shopAfter(former.store, new MemorySessionStore({ clock }), clock);
      expect((await before.copy(origin).get('/me')).json).toMatchObject({ user: 'alice' });
    });

    it('responds 503 while the old store is down or frozen, and signs nobody out', async () => {
      const before = await signedIn();
      const { origin } = await shopAfter(former.store, new MemorySessionStore());
      for (const fail of ['freeze', 'refuse'] as const) {
        await former.line[fail]();
        const { status, cookies } = await before.copy(origin).get('/me');
        expect([status, cookies]).toEqual([503, []]);
        // Visitors without the old cookie do not notice.
        const visitor = new Browser(origin);
        expect((await visitor.submit('/login')).status).toBe(200);
        expect((await visitor.get('/me')).json).toMatchObject({ user: 'alice' });
        expect((await visitor.submit('/logout')).status).toBe(200);
        await former.line.recover();
      }
      await expect.poll(async () => (await before.copy(origin).get('/me')).status, { timeout: 20_000 }).toBe(200);
      expect((await before.copy(origin).get('/me')).json).toMatchObject({ user: 'alice' });
    });

    describe('and going back', () => {
      async function moved(): Promise<{ stays: Browser; came: Browser; store: KeyedStore }> {
        const stays = await signedIn();
        const came = await signedIn();
        const store = new MemorySessionStore();
        const { origin } = await shopAfter(former.store, store);
        const browser = came.copy(origin);
        await browser.submit('/cart?item=scarf');
        return { stays, came: browser, store };
      }

      it('to the old store keeps who has not come in between, and the others sign in again', async () => {
        const { stays, came } = await moved();
        const origin = await shopBefore(former.store);
        expect((await stays.copy(origin).get('/me')).json).toEqual(alice);
        expect((await came.copy(origin).get('/me')).json).toEqual(nobody);
      });

      it('to express-session over the new store keeps who has come in between', async () => {
        const { stays, came, store } = await moved();
        const origin = await shopBack(store);
        expect((await came.copy(origin).get('/me')).json).toEqual({ ...alice, cart: ['hat', 'scarf'] });
        expect((await stays.copy(origin).get('/me')).json).toEqual(nobody);
      });
    });
  });
}
