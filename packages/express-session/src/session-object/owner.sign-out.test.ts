import { InterruptedError } from '@sess/core';
import { describe, expect, it, vi } from 'vitest';
import { openBrowser, ownerOf, sessionsOf, signedIn, type TestSession } from '../../test/open-session.js';

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
      session['after'] = 3;
    });
    expect(await data()).toEqual({ tags: ['a', 'b', 'c'], meanwhile: 1, passport: { later: 2 }, after: 3 });
  });

  it('fails with the store, and leaves the session as it was', async () => {
    const browser = await signedIn();
    const { session, end } = await browser.open();
    vi.spyOn(browser.store, 'deleteIf').mockRejectedValue(new Error('down'));
    delete session.passport!.user;
    session['b'] = 2;
    const saved = session.save();
    delete session['a'];
    session['c'] = 3;
    await expect(saved).rejects.toThrow('The store failed');
    expect({ ...session }).toMatchObject({ b: 2, c: 3, passport: {} });
    expect(session).not.toHaveProperty('a');
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
      session['meanwhile'] = 1;
      await session.regenerate();
      await saved;
      expect(session['meanwhile']).toBe(1);
      expect(() => (session['a'] = 2)).toThrow('would be lost');
      request.session!['b'] = 2;
    });
    expect(await browser.data()).toEqual({ b: 2 });
    expect(browser.jar.size).toBe(1);
  });
});
