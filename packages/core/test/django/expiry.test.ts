import { describe, expect, it } from 'vitest';
import { SessionManager } from '../../src/manager/session-manager.js';
import type { Session } from '../../src/session/session.js';
import { type Shop, day, setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

/** Stores a session after `end` and returns what is left of it, as one who visits at each of these times finds it. */
async function liveAt(end: (session: Session<Shop>, now: number) => void, ...times: number[]) {
  const { sessions, jar, time } = setUp();
  const begun = time.now;
  const { cookies } = await visit(sessions, jar, (session) => {
    session.set('visits', 1);
    end(session, begun);
  });
  const live: boolean[] = [];
  for (const after of times) {
    time.now = begun + after;
    await visit(sessions, jar, (session) => live.push(!session.isNew));
  }
  return { live, cookie: cookies[0]! };
}

const minute = 60_000;

describe('When a session ends', () => {
  it('set_expiry(seconds)', async () => {
    const { live } = await liveAt(
      (session) => session.expire({ after: { seconds: 300 } }),
      4 * minute,
      8 * minute,
      13 * minute,
    );
    expect(live).toEqual([true, true, false]);
  });

  it('set_expiry(datetime)', async () => {
    const { live, cookie } = await liveAt(
      (session, now) => session.expire({ at: new Date(now + 5 * minute) }),
      4 * minute,
      5 * minute,
    );
    expect(live).toEqual([true, false]);
    expect(cookie.maxAgeSeconds).toBe(300);
    const past = await liveAt((session, now) => session.expire({ at: new Date(now - minute) }), 0);
    expect(past.live).toEqual([false]);
    const far = await liveAt((session, now) => session.expire({ at: new Date(now + 365 * day) }), 89 * day, 90 * day);
    expect(far.live).toEqual([true, false]);
  });

  it('set_expiry(timedelta)', async () => {
    const { live } = await liveAt((session, now) => session.expire({ at: now + 5 * minute }), 4 * minute, 5 * minute);
    expect(live).toEqual([true, false]);
  });

  it('set_expiry(0)', async () => {
    const { live, cookie } = await liveAt((session) => session.expire('browser-close'), day, 15 * day);
    expect(cookie).not.toHaveProperty('maxAgeSeconds');
    expect(live).toEqual([true, false]);
  });

  it('set_expiry(None)', async () => {
    const { live, cookie } = await liveAt((session) => {
      session.expire({ after: { seconds: 300 } });
      session.expire('default');
    }, day);
    expect(live).toEqual([true]);
    expect(cookie.maxAgeSeconds).toBe((90 * day) / 1000);
  });

  it('get_expiry_age()', async () => {
    const { sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, (session) => expect(session.expiresAt! - time.now).toBe(14 * day));
  });

  it('get_expiry_date()', async () => {
    const { sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => expect(session.expiresAt).toBeUndefined());
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, (session) =>
      expect(new Date(session.expiresAt!)).toEqual(new Date(time.now + 14 * day)),
    );
  });

  it('two weeks, from the last change', async () => {
    const busy = Array.from({ length: 10 }, (_, index) => (index + 1) * 10 * day);
    const { live } = await liveAt(() => undefined, ...busy);
    // Every tenth day a visit; the absolute deadline is after ninety.
    expect(live).toEqual([...Array<boolean>(8).fill(true), false, false]);
    expect((await liveAt(() => undefined, 14 * day)).live).toEqual([false]);
  });

  it('get_session_cookie_age()', async () => {
    const { time, store } = setUp();
    const sessions = new SessionManager<Shop, 'remembered'>({
      store,
      clock: () => time.now,
      lifetimes: { remembered: { idle: { days: 60 } } },
    });
    const lastsFor = async (handler: (session: Session<Shop, 'remembered'>) => unknown): Promise<number> => {
      const jar = new CookieJar();
      await visit(sessions, jar, (session) => handler(session.set('visits', 1)));
      return (await sessions.read(jar.header)).expiresAt! - time.now;
    };
    expect(await lastsFor((session) => session.useLifetime('remembered'))).toBe(60 * day);
    expect(await lastsFor(() => undefined)).toBe(14 * day);
  });

  it('an expired session is not returned', async () => {
    const { sessions, jar, time, store } = setUp();
    await visit(sessions, jar, (session) => session.set('name', 'Alice'));
    const { id } = (await sessions.open(jar.header)).session;
    time.now += 14 * day;
    expect(store.dump()).toContain('Alice');
    expect((await sessions.read(jar.header)).isNew).toBe(true);
    expect(await sessions.inspect(id!)).toBeUndefined();
  });
});
