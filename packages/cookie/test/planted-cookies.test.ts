import { randomBytes } from 'node:crypto';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { CookieSessionStore, keyedRevocations } from '../src/index.js';
import { Browser, type Shop } from './browser.js';

const keys = [{ name: 'a', secret: randomBytes(32) }];
const sessions = new SessionManager<Shop>({ store: new CookieSessionStore({ keys }) });

async function attacker(handle: Parameters<Browser['visit']>[1]): Promise<Browser> {
  const browser = new Browser();
  await browser.visit(sessions, handle);
  return browser;
}

describe('a genuine cookie in the wrong browser', () => {
  it('of a guest gives the attacker no data of the victim, because a sign-in makes another session', async () => {
    const planter = await attacker((session) => session.set('note', 'planted'));
    const victim = planter.copy();
    const { id } = (await planter.begin(sessions)).session;
    await victim.visit(sessions, (session) => {
      session.signIn('victim');
      session.set('cart', ['a secret']);
    });
    expect((await victim.begin(sessions)).session.id).not.toBe(id);
    expect(await planter.read(sessions)).toEqual({ note: 'planted' });
    // With every store, a sign-in keeps the guest's data, planted data too. The option `keep` limits that.
    expect(await victim.read(sessions)).toMatchObject({ owner: 'victim', note: 'planted' });
    const careful = planter.copy();
    await careful.visit(sessions, (session) => session.signIn('victim', { keep: [] }));
    expect(await careful.read(sessions)).toEqual({ owner: 'victim' });
  });

  it('of a user makes the victim use that account until a sign-in, which keeps no data of it', async () => {
    const planter = await attacker((session) => {
      session.signIn('mallory');
      session.set('note', 'planted');
    });
    const victim = planter.copy();
    expect(await victim.read(sessions)).toMatchObject({ owner: 'mallory' });
    await victim.visit(sessions, (session) => session.signIn('victim'));
    expect(await victim.read(sessions)).toEqual({ owner: 'victim' });
    expect(await planter.read(sessions)).toMatchObject({ owner: 'mallory' });
  });

  it('from plain http is not valid on https, even under another name', async () => {
    const planter = new Browser({ secure: false });
    await planter.visit(sessions, (session) => session.signIn('mallory'));
    const value = planter.cookies.get('sid') ?? '';
    for (const name of [
      'sid',
      '__Host-sid',
      '__host-sid',
      '__HOST-SID',
      '__Secure-sid',
      '__Host-sid.1',
      '\u00a0__Host-sid',
    ]) {
      expect(await new Browser({ cookies: new Map([[name, value]]) }).read(sessions)).toEqual({});
    }
    // A genuine one is not valid under another spelling of its name.
    const secure = await attacker((session) => session.signIn('mallory'));
    const sealed = secure.cookies.get('__Host-sid') ?? '';
    for (const name of ['__host-sid', '__HOST-SID', 'sid', 'Sid']) {
      expect(await new Browser({ cookies: new Map([[name, sealed]]) }).read(sessions)).toEqual({});
      expect(await new Browser({ cookies: new Map([[name, sealed]]), secure: false }).read(sessions)).toEqual({});
    }
  });
});

describe('an earlier cookie of the same session', () => {
  it('restores an earlier state, even with revocations', async () => {
    const revocations = keyedRevocations(new MemorySessionStore());
    const revoking = new SessionManager<Shop>({ store: new CookieSessionStore({ keys, revocations }) });
    for (const each of [sessions, revoking]) {
      const browser = new Browser();
      await browser.visit(each, (session) => session.set('visits', 3));
      const earlier = browser.copy();
      await browser.visit(each, (session) => session.set('visits', 0));
      expect(await browser.read(each)).toEqual({ visits: 0 });
      expect(await earlier.read(each)).toEqual({ visits: 3 });
    }
  });
});
