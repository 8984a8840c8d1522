import { randomBytes } from 'node:crypto';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { CookieSessionStore, keyedRevocations } from '../src/index.js';
import { Browser, type Shop, type ShopSession } from './browser.js';

const keys = [{ name: 'a', secret: randomBytes(32) }];
const plain = new SessionManager<Shop>({ store: new CookieSessionStore({ keys }) });

function revoking(): SessionManager<Shop> {
  const revocations = keyedRevocations(new MemorySessionStore());
  return new SessionManager<Shop>({ store: new CookieSessionStore({ keys, revocations }) });
}

async function guest(sessions: SessionManager<Shop>): Promise<Browser> {
  const browser = new Browser();
  await browser.visit(sessions, (session) => session.set('visits', 1));
  return browser;
}

async function signedIn(sessions: SessionManager<Shop>): Promise<Browser> {
  const browser = await guest(sessions);
  await browser.visit(sessions, (session) => session.signIn('ada'));
  return browser;
}

describe('of two concurrent requests, the response that arrives last wins', () => {
  it.each([
    ['plain', () => plain],
    ['revoking', revoking],
  ])('and the changes of the other are lost, on a store that is %s', async (_, make) => {
    const sessions = make();
    const browser = await guest(sessions);
    const [one, two] = [await browser.begin(sessions), await browser.begin(sessions)];
    one.session.set('note', 'from one');
    two.session.update('visits', 0, (visits) => visits + 1);
    const commits = [await one.commit(), await two.commit()] as const;
    for (const [first, last, seen] of [
      [commits[0], commits[1], { visits: 2 }],
      [commits[1], commits[0], { visits: 1, note: 'from one' }],
    ] as const) {
      browser.receive(first.cookies);
      browser.receive(last.cookies);
      expect(await browser.read(sessions)).toEqual(seen);
    }
  });

  it('so without revocations a slow response undoes a sign-out', async () => {
    const browser = await signedIn(plain);
    const slow = await browser.begin(plain);
    await browser.visit(plain, (session) => session.destroy());
    expect(browser.header).toBeUndefined();
    slow.session.set('note', 'late');
    browser.receive((await slow.commit()).cookies);
    expect(await browser.read(plain)).toMatchObject({ owner: 'ada', note: 'late' });
  });

  it('so without revocations a slow response undoes a sign-in', async () => {
    const browser = await guest(plain);
    const slow = await browser.begin(plain);
    await browser.visit(plain, (session) => session.signIn('ada'));
    slow.session.set('note', 'late');
    browser.receive((await slow.commit()).cookies);
    expect(await browser.read(plain)).toEqual({ visits: 1, note: 'late' });
  });

  it('but one without a cookie, to a request that only reads, undoes neither', async () => {
    for (const change of ['signIn', 'destroy'] as const) {
      const browser = await guest(plain);
      const slow = await browser.begin(plain);
      await browser.visit(plain, (session) => (change === 'signIn' ? session.signIn('ada') : session.destroy()));
      expect(slow.session.get('visits')).toBe(1);
      expect((await slow.commit()).cookies).toEqual([]);
    }
  });
});

describe('with revocations', () => {
  it.each([
    ['a sign-out', 401, signedIn, (session: ShopSession) => session.destroy()],
    ['a sign-in', 409, guest, (session: ShopSession) => session.signIn('ada')],
  ])('a slow request is interrupted by %s and sets no cookie', async (_, status, arrive, change) => {
    const sessions = revoking();
    const browser = await arrive(sessions);
    const slow = await browser.begin(sessions);
    await browser.visit(sessions, change);
    const after = await browser.read(sessions);
    slow.session.set('note', 'late');
    await expect(slow.commit()).rejects.toMatchObject({ code: 'INTERRUPTED', status });
    expect(await browser.read(sessions)).toEqual(after);
  });

  it.each([
    ['a sign-out sets an invalid cookie', signedIn, (session: ShopSession) => session.destroy()],
    ['a sign-in undoes it, which nothing prevents', guest, (session: ShopSession) => session.signIn('ada')],
  ])('a response that was ready before and arrives after %s', async (_, arrive, change) => {
    const sessions = revoking();
    const browser = await arrive(sessions);
    const slow = await browser.begin(sessions);
    slow.session.set('note', 'late');
    const { cookies } = await slow.commit();
    await browser.visit(sessions, change);
    browser.receive(cookies);
    expect(await browser.read(sessions)).toEqual({});
  });
});
