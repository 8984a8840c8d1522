import { describe, expect, it, vi } from 'vitest';
import { openBrowser, ownerOf, sessionsOf, signedIn } from '../../test/open-session.js';
import { passportUser } from './owner.js';

it.each([
  [{ passport: { user: 'ann' } }, 'ann'],
  [{ passport: { user: 7 } }, 7],
  [{ passport: { user: { id: 'ann', name: 'Ann' } } }, 'ann'],
  [{ passport: { user: { id: 7 } } }, 7],
  [{ passport: { user: { name: 'Ann' } } }, undefined],
  [{ passport: { user: '' } }, undefined],
  [{ passport: { user: Number.NaN } }, undefined],
  [{ passport: { user: null } }, undefined],
  [{ passport: {} }, undefined],
  [{ passport: 'ann' }, undefined],
  [{}, undefined],
])('the user in %j is %j', (data, user) => {
  expect(passportUser(data)).toBe(user);
});

describe('sign-in', () => {
  it('gives the session an owner and a new key in one commit, and keeps the data', async () => {
    const browser = openBrowser();
    const { visit, jar, sessions, store } = browser;
    await visit((session) => void (session['a'] = 1));
    const [before] = jar.values();
    const create = vi.spyOn(store, 'create');
    await visit((session) => void (session.passport = { user: 'ann' }));
    expect(create).toHaveBeenCalledOnce();
    expect(create.mock.calls[0]![1].owner).toBe('ann');
    expect([...jar.values()]).not.toContain(before);
    expect(await sessionsOf(sessions, 'ann')).toBe(1);
    expect(await browser.data()).toEqual({ a: 1, passport: { user: 'ann' } });
  });

  it('happens by save, too', async () => {
    const { visit, sessions } = openBrowser();
    await visit(async (session) => {
      session.passport = { user: 'ann' };
      await session.save();
      expect(await sessionsOf(sessions, 'ann')).toBe(1);
    });
  });

  it('of another user keeps what the application has kept', async () => {
    const browser = await signedIn();
    await browser.visit((session) => void (session.passport!.user = 'bob'));
    expect(await ownerOf(browser)).toBe('bob');
    expect(await browser.data()).toEqual({ a: 1, passport: { user: 'bob' } });
  });

  it('does not happen again for the same user', async () => {
    const { visit, jar } = await signedIn();
    const before = [...jar];
    await visit((session) => void (session.passport = { user: 'ann' }));
    expect([...jar]).toEqual(before);
  });

  it('is decided by the option', async () => {
    const browser = openBrowser({ owner: ({ userId }) => userId as number });
    await browser.visit((session) => void (session['userId'] = 7));
    expect(await ownerOf(browser)).toBe('7');
  });

  it.each([undefined, null])('does not happen for %s', async (owner) => {
    const browser = openBrowser({ owner: () => owner });
    await browser.visit((session) => void (session['a'] = 1));
    expect(await ownerOf(browser)).toBeUndefined();
  });

  it('of a guest keeps what other requests have stored meanwhile', async () => {
    const { visit, open, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    const { session, end } = await open();
    session.passport = { user: 'ann' };
    await visit((other) => void (other['b'] = 2));
    await end();
    expect(await data()).toEqual({ a: 1, b: 2, passport: { user: 'ann' } });
  });

  it.each([[{}], [''], [Number.NaN], [true]])('refuses %j as an owner', async (owner) => {
    const { open } = openBrowser({ owner: () => owner as never });
    const { session, end } = await open();
    session['a'] = 1;
    await expect(end()).rejects.toThrow('The option "owner" returned');
  });
});

describe('a session that was stored without an owner', () => {
  async function withoutOwner() {
    const browser = openBrowser();
    await browser.visit((session) => void (session['a'] = 1));
    const { core } = await browser.open();
    await browser.sessions.edit(core.id!, (edited) => void edited.set('passport', { user: 'ann' }));
    return browser;
  }

  it('gets the owner that its data names', async () => {
    const browser = await withoutOwner();
    await browser.visit((session) => session.passport);
    expect(await ownerOf(browser)).toBe('ann');
  });

  it('goes on without one where no cookie can be set, unless it is changed', async () => {
    const browser = await withoutOwner();
    const { session, end, core } = await browser.open();
    await end();
    expect(session.passport!.user).toBe('ann');
    await end();
    expect(core.owner).toBeUndefined();
    session.passport!.user = 'bob';
    await expect(end()).rejects.toThrow('signIn needs to set a cookie');
  });

  it('is refused an owner that no store could keep', async () => {
    const browser = openBrowser({ owner: ({ user }) => (user ? '\u0000' : undefined) });
    await browser.visit((session) => void (session['a'] = {}));
    const { core } = await browser.open();
    await browser.sessions.edit(core.id!, (edited) => void edited.set('user', 1));
    const { session, end } = await browser.open();
    expect(session['a']).toEqual({});
    await expect(end()).rejects.toThrow('signIn: the owner must be a string');
  });
});
