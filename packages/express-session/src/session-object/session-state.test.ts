import { StoreError } from '@sess/core';
import { describe, expect, it, vi } from 'vitest';
import { openBrowser, type TestSession } from '../../test/open-session.js';

describe('destroy', () => {
  it('ends the session, and removes it from the request at once', async () => {
    const { visit, jar, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    await visit(async (session, request) => {
      const done = session.destroy();
      expect(request.session).toBeUndefined();
      await done;
      expect(session['a']).toBe(1);
      expect(() => (session['a'] = 2)).toThrow('because destroy() has ended this session');
      await expect(session.save()).rejects.toThrow('save: this session has ended');
    });
    expect(jar.size).toBe(0);
    expect(await data()).toEqual({});
  });

  it('can be tried again if the store has failed', async () => {
    const { visit, store, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    await visit(async (session) => {
      const down = new StoreError('The store is down.', { outcome: 'not-applied' });
      vi.spyOn(store, 'deleteIf').mockRejectedValueOnce(down);
      await expect(session.destroy()).rejects.toBeInstanceOf(StoreError);
      await session.destroy();
    });
    expect(await data()).toEqual({});
  });

  it.each(['regenerate', 'destroy'] as const)(
    'lets nothing be assigned to what %s of a former one has ended',
    async (action) => {
      const { visit, jar } = openBrowser();
      await visit(async (session, request) => {
        await session.regenerate();
        const second = request.session!;
        const done = session[action]();
        expect(() => (second['a'] = 1)).toThrow('would be lost');
        await done;
        expect(() => (second['a'] = 1)).toThrow('would be lost');
      });
      expect(jar.size).toBe(0);
    },
  );
});

it.each(['save', 'reload'] as const)('%s fails for a session that has ended', async (action) => {
  const { visit, data } = openBrowser();
  await visit((session) => void (session['a'] = 1));
  await visit(async (session, request) => {
    await session.regenerate();
    request.session!['b'] = 2;
    await expect(session[action]()).rejects.toThrow(`${action}: this session has ended. Use req.session.`);
    expect(request.session).toMatchObject({ b: 2 });
  });
  expect(await data()).toEqual({ b: 2 });
});

describe('save', () => {
  it('stores at once, even if the response fails', async () => {
    const { open, data } = openBrowser();
    const { session, end } = await open();
    session['a'] = 1;
    await session.save();
    session['a'] = 2;
    await end(500);
    expect(await data()).toEqual({ a: 1 });
  });

  it('shows what another request has stored, and keeps later edits of an object that was assigned before', async () => {
    const { visit, open, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    const one = await open();
    const settings: TestSession['settings'] = (one.session.settings = { colors: {} });
    await one.session.save();
    expect(one.session.settings).toBe(settings);
    await visit((session) => void (session.settings.language = 'en'));
    settings.colors['back'] = 'blue';
    await one.session.save();
    expect(one.session.settings).toEqual({ colors: { back: 'blue' }, language: 'en' });
    settings.colors['front'] = 'black';
    await one.end();
    expect(await data()).toMatchObject({ settings: { colors: { back: 'blue', front: 'black' }, language: 'en' } });
  });
});

describe('reload', () => {
  it('drops changes, and shows what is stored', async () => {
    const { visit, data } = openBrowser();
    await visit((session) => void (session.tags = ['a']));
    await visit(async (session, request) => {
      session.tags = ['b'];
      session['dropped'] = true;
      session.cookie = { maxAge: 50_000, originalMaxAge: 5 };
      await session.reload();
      expect(session.cookie).toEqual({ maxAge: null, originalMaxAge: null });
      expect(request.session).toBe(session);
      expect(session.tags).toEqual(['a']);
      session.tags.push('c');
    });
    expect(await data()).toEqual({ tags: ['a', 'c'] });
  });

  it('fails if nothing is stored, and keeps the changes', async () => {
    const { visit, data } = openBrowser();
    await visit(async (session) => {
      session['a'] = 1;
      await expect(session.reload()).rejects.toThrow('reload: this session is not stored');
    });
    expect(await data()).toEqual({ a: 1 });
  });

  it('fails if the session has ended meanwhile', async () => {
    const { visit, open, sessions } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    const { session, core } = await open();
    await sessions.revoke(core.id!);
    await expect(session.reload()).rejects.toThrow('or has ended');
    expect(session['a']).toBeUndefined();
  });
});

it('gives the cookie its full maxAge again', async () => {
  await openBrowser().visit((session) => {
    session.cookie = { maxAge: 50_000, originalMaxAge: 60_000 };
    expect(session.touch()).toBe(session);
    expect(session.cookie).toEqual({ maxAge: 60_000, originalMaxAge: 60_000 });
    expect(session.resetMaxAge()).toBe(session);
  });
});

describe('the settings of the cookie', () => {
  const minute = 60_000;

  it('are stored with a new session', async () => {
    const { visit, data } = openBrowser({ maxAge: minute });
    await visit((session) => void (session['a'] = 1));
    expect(await data()).toEqual({ a: 1, cookie: { maxAge: minute } });
  });

  it('are stored once they are changed, by save too', async () => {
    const { visit, data } = openBrowser();
    await visit((session) => void (session['a'] = 1));
    await visit((session) => void Object.assign(session.cookie, { maxAge: minute }));
    expect(await data()).toEqual({ a: 1, cookie: { maxAge: minute } });
    await visit(async (session, { core }) => {
      Object.assign(session.cookie, { maxAge: 2 * minute });
      await session.save();
      expect(core.get('cookie')).toEqual({ maxAge: 2 * minute });
    });
  });

  it('are kept by a sign-in, which would end the session as late as any other', async () => {
    const { visit, open } = openBrowser();
    await visit((session) => Object.assign(session, { a: 1, cookie: { maxAge: minute, originalMaxAge: minute } }));
    await visit((session) => void (session.passport = { user: 'ann' }));
    const { core } = await open();
    expect(core.owner).toBe('ann');
    expect(core.expiresAt! - Date.now()).toBeLessThanOrEqual(minute);
  });

  it('are kept by a sign-out', async () => {
    const { visit, data } = openBrowser();
    await visit((session) => {
      session.passport = { user: 'ann' };
      session.cookie = { maxAge: minute, originalMaxAge: minute };
    });
    await visit(async (session, { core }) => {
      delete session.passport;
      await session.save();
      expect(core.expiresAt! - Date.now()).toBeLessThanOrEqual(minute);
    });
    expect(await data()).toEqual({ cookie: { maxAge: minute } });
  });

  it('are still those of the former session after a regenerate', async () => {
    const { visit } = openBrowser();
    await visit((session) => Object.assign(session, { a: 1, cookie: { maxAge: minute, originalMaxAge: minute } }));
    await visit(async (session, request) => {
      await session.regenerate();
      expect(session.cookie).toMatchObject({ maxAge: minute });
      expect(request.session!.cookie).toMatchObject({ maxAge: null });
    });
  });
});
