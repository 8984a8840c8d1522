import { InterruptedError, type SessionManager } from '@sess/core';
import { describe, expect, it, vi } from 'vitest';
import { openBrowser, type TestSession } from '../../test/open-session.js';
import { passportUser } from './owner.js';

async function signedIn(options: Parameters<typeof openBrowser>[0] = {}) {
  const browser = openBrowser(options);
  await browser.visit((session) => void (session['a'] = 1));
  await browser.visit((session) => void (session.passport = { user: 'ann' }));
  return browser;
}

async function ownerOf({ open }: ReturnType<typeof openBrowser>): Promise<string | undefined> {
  return (await open()).core.owner;
}

async function sessionsOf(sessions: SessionManager, owner: string): Promise<number> {
  let count = 0;
  for await (const _ of sessions.list(owner)) count++;
  return count;
}

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

  it.each([[{}], [''], [Number.NaN], [true]])('refuses %j as an owner', async (owner) => {
    const { open } = openBrowser({ owner: () => owner as never });
    const { session, end } = await open();
    session['a'] = 1;
    await expect(end()).rejects.toThrow('The option "owner" returned');
  });
});

describe('sign-out', () => {
  async function signOut(session: TestSession): Promise<void> {
    await Promise.resolve();
    delete session.passport!.user;
  }

  it('ends the session, and keeps its data in a new one without owner', async () => {
    const browser = await signedIn();
    const [before] = browser.jar.values();
    await browser.visit(signOut);
    expect([...browser.jar.values()]).not.toContain(before);
    expect(await ownerOf(browser)).toBeUndefined();
    expect(await browser.data()).toEqual({ a: 1, passport: {} });
    expect(await sessionsOf(browser.sessions, 'ann')).toBe(0);
  });

  it('is not undone by a slow request', async () => {
    const { visit, open, sessions } = await signedIn();
    const slow = await open();
    slow.session['b'] = 2;
    await visit(signOut);
    await expect(slow.end()).rejects.toBeInstanceOf(InterruptedError);
    expect(await sessionsOf(sessions, 'ann')).toBe(0);
  });

  it('keeps edits of objects from before, and what is assigned meanwhile', async () => {
    const { visit, store, data } = await signedIn();
    await visit(async (session) => {
      const tags = (session.tags = ['a']);
      delete session.passport!.user;
      const deleteIf = store.deleteIf.bind(store);
      vi.spyOn(store, 'deleteIf').mockImplementationOnce((...call) => {
        session['meanwhile'] = 1;
        delete session['a'];
        tags.push('b');
        return deleteIf(...call);
      });
      await session.save();
      tags.push('c');
      Object.assign(session.passport!, { later: 2 });
    });
    expect(await data()).toEqual({ tags: ['a', 'b', 'c'], meanwhile: 1, passport: { later: 2 } });
  });

  it('fails with the store, and leaves the session as it was', async () => {
    const browser = await signedIn();
    const { session, end } = await browser.open();
    vi.spyOn(browser.store, 'deleteIf').mockRejectedValue(new Error('down'));
    delete session.passport!.user;
    session['b'] = 2;
    await expect(end()).rejects.toThrow('The store failed');
    vi.restoreAllMocks();
    await end(503);
    expect(await browser.data()).toEqual({ a: 1, passport: { user: 'ann' } });
    expect(await ownerOf(browser)).toBe('ann');
  });

  it('happens for a session of which nothing else was used', async () => {
    const browser = await signedIn();
    await browser.visit((session) => void delete session.passport);
    expect(await sessionsOf(browser.sessions, 'ann')).toBe(0);
    expect(await browser.data()).toEqual({ a: 1 });
  });

  it('happens in the request of the sign-in, too', async () => {
    const browser = openBrowser();
    await browser.visit(async (session) => {
      session.passport = { user: 'ann' };
      await session.save();
      delete session.passport.user;
    });
    expect(await ownerOf(browser)).toBeUndefined();
    expect(await sessionsOf(browser.sessions, 'ann')).toBe(0);
  });

  it('does not happen to a session that a handler has signed in by core', async () => {
    const browser = openBrowser();
    await browser.visit((session, { core }) => {
      session['a'] = 1;
      core.signIn('ann');
    });
    await browser.visit((session) => void (session['a'] = {}));
    expect(await ownerOf(browser)).toBe('ann');
  });

  it('by regenerate during a save ends the session that the save begins', async () => {
    const browser = await signedIn();
    await browser.visit(async (session, request) => {
      delete session.passport!.user;
      const saved = session.save();
      await session.regenerate();
      await saved;
      expect(() => (session['a'] = 2)).toThrow('would be lost');
      request.session!['b'] = 2;
    });
    expect(await browser.data()).toEqual({ b: 2 });
    expect(browser.jar.size).toBe(1);
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
});
