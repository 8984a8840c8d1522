import { StoreError } from '@sess/core';
import { describe, expect, it, vi } from 'vitest';
import { openBrowser, signedIn, type TestSession } from '../../test/open-session.js';
import { Session } from './session-class.js';

/** As utils-merge does it, with which Passport keeps the data of the former session. */
function mergeInto(session: TestSession, former: object): void {
  for (const name in former) (session as Record<string, unknown>)[name] = (former as Record<string, unknown>)[name];
}

describe('regenerate', () => {
  it('begins an empty session under a new key, and ends the former one', async () => {
    const { visit, jar, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    const [before] = jar.values();
    await visit(async (session, request) => {
      const former = session.id;
      await session.regenerate();
      expect(request.session).toBeInstanceOf(Session);
      expect(request.session).not.toBe(session);
      expect(Object.keys(request.session!)).toEqual(['cookie']);
      expect(request.session!.id).not.toBe(former);
      expect(session.id).toBe(former);
      request.session!['b'] = 2;
    });
    expect([...jar.values()]).not.toContain(before);
    expect(await data()).toEqual({ b: 2 });
  });

  it('leaves the former data to be read and merged, but not changed', async () => {
    const { visit, data } = openBrowser();
    await visit((session) => Object.assign(session, { a: 1, cart: { items: [{ sku: 'a' }] } }));
    await visit(async (session, request) => {
      session['b'] = 2;
      await session.regenerate();
      expect(Object.keys(session)).toEqual(['cookie', 'a', 'cart', 'b']);
      expect(() => (session['a'] = 3)).toThrow('session.a would be lost, because regenerate() has replaced');
      expect(delete (session as { a?: unknown }).a).toBe(true);
      expect(session['a']).toBe(1);
      mergeInto(request.session!, session);
      expect(request.session!.cookie).toBe(session.cookie);
      request.session!.cart.items.push({ sku: 'b' });
    });
    expect(await data()).toEqual({ a: 1, b: 2, cart: { items: [{ sku: 'a' }, { sku: 'b' }] } });
  });

  it('refuses assignments from the call on, and writes nothing of the former session', async () => {
    const { visit, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    await visit(async (session) => {
      const done = session.regenerate();
      expect(() => (session['a'] = 2)).toThrow('would be lost');
      await done;
    });
    expect(await data()).toEqual({});
  });

  it('is not undone by a reload before the new session is stored', async () => {
    const { visit, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    await visit(async (session, request) => {
      await session.regenerate();
      await expect(request.session!.reload()).rejects.toMatchObject({ code: 'WRONG_TIME' });
      request.session!['b'] = 2;
      await request.session!.save();
      await request.session!.reload();
      expect(request.session!['b']).toBe(2);
    });
    expect(await data()).toEqual({ b: 2 });
  });

  it('keeps a session with an owner if the store fails', async () => {
    const { visit, store, data } = await signedIn();
    await visit(async (session, request) => {
      const down = new StoreError('The store is down.', { outcome: 'not-applied' });
      vi.spyOn(store, 'delete').mockRejectedValueOnce(down);
      vi.spyOn(store, 'deleteIf').mockRejectedValueOnce(down);
      await expect(session.regenerate()).rejects.toBeInstanceOf(StoreError);
      expect(request.session!['a']).toBe(1);
      request.session!['b'] = 2;
    });
    expect(await data()).toMatchObject({ a: 1, b: 2 });
  });

  it('keeps the session of a guest if the store fails at the commit', async () => {
    const { visit, store, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    const visiting = visit(async (session, request) => {
      await session.regenerate();
      request.session!['b'] = 2;
      vi.spyOn(store, 'create').mockRejectedValueOnce(new StoreError('Down.', { outcome: 'not-applied' }));
    });
    await expect(visiting).rejects.toMatchObject({ code: 'STORE' });
    expect(await data()).toEqual({ a: 1 });
  });
});
