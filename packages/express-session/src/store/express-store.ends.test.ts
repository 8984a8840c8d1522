import { describe, expect, it, vi } from 'vitest';
import { cookie, hour, setUpStore, stopClock, time } from '../../test/stores/set-up-store.js';

stopClock();

describe('the end of a session', () => {
  it('is what the cookie says', async () => {
    const { store, request } = setUpStore();
    await store.set('one', { cookie, user: 'alice' });
    time.now += hour - 1;
    const session = await request('one');
    expect(session.cookie.originalMaxAge).toBe(hour);
    session['seen'] = true;
    await store.set('one', session);
    time.now += hour - 1;
    expect(await store.get('one')).toMatchObject({ seen: true });
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('can be moved by the cookie alone', async () => {
    const { store, request } = setUpStore();
    await store.set('one', { cookie });
    const session = await request('one');
    session.cookie.maxAge = 10 * hour;
    await store.touch('one', session);
    time.now += 9 * hour;
    expect((await store.get('one'))!.cookie).toMatchObject({ originalMaxAge: 10 * hour });
    const again = await request('one');
    again.cookie.expires = null;
    await store.touch('one', again);
    time.now += 10 * 24 * hour;
    expect((await store.get('one'))!.cookie).toMatchObject({ originalMaxAge: null, expires: null });
  });

  it('is that of the manager, if the cookie has none', async () => {
    const { store } = setUpStore({ idleTimeout: { days: 1 } });
    await store.set('one', { cookie: {} });
    time.now += 24 * hour - 1;
    expect(await store.get('one')).toBeDefined();
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('stays where it is, if the cookie has an instant and no length', async () => {
    const { store, request, calls } = setUpStore();
    const expires = new Date(time.now + hour);
    await store.set('one', { cookie: { expires }, step: 1 });
    time.now += hour / 2;
    const session = await request('one');
    expect(session.cookie.expires).toEqual(expires);
    calls.length = 0;
    await store.touch('one', (await store.get('one'))!);
    expect(calls).toEqual(['load']);
    await store.set('one', Object.assign((await store.get('one'))!, { step: 2 }));
    time.now += hour / 2 - 1;
    expect(await store.get('one')).toMatchObject({ step: 2 });
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('is now, if the cookie has expired', async () => {
    const { store, request } = setUpStore();
    const expired = [{ originalMaxAge: 0 }, { originalMaxAge: -1 }, { expires: new Date(time.now) }, { maxAge: -5 }];
    for (const ended of expired) {
      await store.set('new', { cookie: ended, user: 'alice' });
      expect(await store.get('new')).toBeUndefined();
      await store.set('one', { cookie, user: 'alice' });
      const session = await request('one');
      await store.touch('one', Object.assign(session, { cookie: ended }));
      expect(await store.get('one')).toBeUndefined();
    }
  });

  it('may be less than a second away', async () => {
    const { store } = setUpStore();
    await store.set('one', { cookie: { originalMaxAge: 5 } });
    time.now += 4;
    expect(await store.get('one')).toBeDefined();
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('is read from cookies of any age and form', async () => {
    const { store } = setUpStore();
    const end = time.now + hour;
    const cookies = [
      { originalMaxAge: hour, expires: new Date(end).toISOString() },
      { originalMaxAge: null, expires: new Date(end).toISOString() },
      { originalMaxAge: null, expires: end },
      { maxAge: hour },
      { originalMaxAge: hour, _expires: 'x', toJSON: () => ({ originalMaxAge: hour }) },
    ];
    for (const [number, old] of cookies.entries()) {
      await store.set(`in an hour ${number}`, { cookie: old });
      expect((await store.get(`in an hour ${number}`))!.cookie['expires']).toEqual(new Date(end));
    }
    const without = [
      undefined,
      null,
      {},
      7,
      'cookie',
      { expires: false },
      { expires: 'never' },
      { originalMaxAge: '60' },
    ];
    for (const [number, old] of without.entries()) {
      await store.set(`as the manager says ${number}`, { cookie: old });
      expect((await store.get(`as the manager says ${number}`))!.cookie['expires']).toBeNull();
    }
  });

  it('is the absolute timeout at the latest, and a longer maxAge is a warning', async () => {
    const { store } = setUpStore({ absoluteTimeout: { days: 20 } });
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await store.set('as long', { cookie: { originalMaxAge: 20 * 24 * hour } });
    expect(warn).not.toHaveBeenCalled();
    await store.set('longer', { cookie: { originalMaxAge: 21 * 24 * hour } });
    expect(warn).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ code: 'SESS_MAX_AGE_CAPPED' }));
    warn.mockRestore();
    time.now += 20 * 24 * hour;
    expect(await store.get('longer')).toBeUndefined();
  });
});
