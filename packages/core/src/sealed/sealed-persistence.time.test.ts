import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { day } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import { SessionManager } from '../manager/session-manager.js';

const read = (): undefined => undefined;
const daysOf = ({ maxAgeSeconds }: SetCookie): number | undefined => maxAgeSeconds && maxAgeSeconds / 86_400;

/** The days, counted from the first visit, on which a daily read sets a cookie, with the Max-Age of each in days. */
async function daysWithCookies({ until, ...options }: Parameters<typeof setUpSealed>[0] & { until: number }) {
  const { sessions, jar, time } = setUpSealed(options);
  await visit(sessions, jar, (session) => session.set('visits', 1));
  const found: [number, number | undefined][] = [];
  for (let count = 1; count <= until; count++) {
    time.now += day;
    const { cookies } = await visit(sessions, jar, read);
    if (cookies[0]) found.push([count, daysOf(cookies[0])]);
  }
  const isGone = (await sessions.read(jar.header)).isNew;
  return { found, isGone };
}

describe('renewal', () => {
  it('seals again once per half idle timeout, until the absolute timeout is reached', async () => {
    const options = { idleTimeout: { days: 10 }, absoluteTimeout: { days: 23 } };
    const { found } = await daysWithCookies({ ...options, until: 22 });
    expect(found).toEqual([
      [5, 10],
      [10, 10],
      [15, 8],
    ]);
    expect(await daysWithCookies({ ...options, until: 23 })).toMatchObject({ isGone: true });
  });

  it('waits for renewEvery when that is longer than half the idle timeout', async () => {
    const { found } = await daysWithCookies({ idleTimeout: { days: 10 }, renewEvery: { days: 8 }, until: 17 });
    expect(found.map(([count]) => count)).toEqual([8, 16]);
  });

  it('sets a cookie again before browsers would drop it, if the session lasts longer', async () => {
    const { sessions, jar, time } = setUpSealed({ absoluteTimeout: Infinity });
    const first = await visit(sessions, jar, (session) => {
      session.set('visits', 1);
      session.expire({ at: time.now + 1000 * day });
    });
    expect(daysOf(first.cookies[0]!)).toBe(400);
    time.now += 199 * day;
    expect((await visit(sessions, jar, read)).cookies).toEqual([]);
    time.now += day;
    expect(daysOf((await visit(sessions, jar, read)).cookies[0]!)).toBe(400);
  });

  it.each([{ method: 'HEAD' }, { prefetch: true }, { renew: false }, { status: 500 }])(
    'does not happen with %o',
    async (facts) => {
      const { sessions, jar, time } = setUpSealed();
      await visit(sessions, jar, (session) => session.set('visits', 1));
      time.now += 10 * day;
      expect((await visit(sessions, jar, read, facts)).cookies).toEqual([]);
    },
  );

  it('does not happen at the end of a stream, when the headers have been sent', async () => {
    const { sessions, jar, time, store } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { commit } = await sessions.open(jar.header);
    await commit({ status: 200 });
    time.now += 8 * day;
    store.calls.length = 0;
    await commit({ status: 200, headersSent: true });
    expect(store.calls).toEqual([]);
  });

  it('happens with each change, except in a request with renew: false', async () => {
    const { sessions, jar, time } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += day;
    await visit(sessions, jar, (session) => session.set('visits', 2), { renew: false });
    expect((await sessions.read(jar.header)).expiresAt).toBe(time.now + 13 * day);
    await visit(sessions, jar, (session) => session.set('visits', 3));
    expect((await sessions.read(jar.header)).expiresAt).toBe(time.now + 14 * day);
  });

  it('that fails sends an event, and the session can still be read', async () => {
    const { sessions, jar, time, store, events } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 8 * day;
    store.seal = () => Promise.reject(new Error('no key'));
    expect((await visit(sessions, jar, read)).cookies).toEqual([]);
    expect(events.slice(-1)).toEqual([['unsaved', expect.objectContaining({ reason: 'renewal-failed' })]]);
  });
});

describe('an expiry that the session sets', () => {
  it('is enforced by the server even if the browser keeps the cookie, and sent as Max-Age', async () => {
    const { sessions, jar, time } = setUpSealed();
    const { cookies } = await visit(sessions, jar, (session) => {
      session.set('visits', 1);
      session.expire({ after: { minutes: 20 } });
    });
    expect(cookies[0]!.maxAgeSeconds).toBe(1200);
    const minute = 60_000;
    time.now += 9 * minute;
    expect((await visit(sessions, jar, read)).cookies).toEqual([]);
    time.now += minute;
    expect((await visit(sessions, jar, read)).cookies).toHaveLength(1);
    const kept = new CookieJar(jar);
    time.now += 20 * minute - 1;
    expect((await sessions.read(jar.header)).isNew).toBe(false);
    time.now += 1;
    expect((await sessions.read(kept.header)).isNew).toBe(true);
  });

  it('of browser-close omits Max-Age, also when the session is renewed, and still ends on the server', async () => {
    const { sessions, jar, time } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const id = (await sessions.read(jar.header)).id;
    const closing = await visit(sessions, jar, (session) => session.expire('browser-close'));
    expect(closing.cookies).toEqual([expect.not.objectContaining({ maxAgeSeconds: expect.anything() })]);
    // A new cookie needs no new key here.
    expect((await sessions.read(jar.header)).id).toBe(id);
    time.now += 7 * day;
    expect((await visit(sessions, jar, read)).cookies).toEqual([
      expect.not.objectContaining({ maxAgeSeconds: expect.anything() }),
    ]);
    const usual = await visit(sessions, jar, (session) => session.expire('default'));
    expect(daysOf(usual.cookies[0]!)).toBe(14);
    time.now += 14 * day;
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('by a named lifetime stores the name, and the present timeouts of that name apply', async () => {
    const { store, jar, time } = setUpSealed();
    const under = (days: number): SessionManager<{ visits: number }, 'remembered'> =>
      new SessionManager<{ visits: number }, 'remembered'>({
        store,
        clock: () => time.now,
        lifetimes: { remembered: { idle: { days }, absolute: { days: 365 } } },
      });
    const { cookies } = await visit(under(60), jar, (session) => session.signIn('alice', { lifetime: 'remembered' }));
    expect(daysOf(cookies[0]!)).toBe(60);
    time.now += 29 * day;
    expect((await under(60).read(jar.header)).expiresAt).toBe(time.now + 31 * day);
    expect((await under(30).read(jar.header)).isNew).toBe(false);
    expect((await under(29).read(jar.header)).isNew).toBe(true);
  });
});

describe('a token with an older sealing key', () => {
  const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

  it.each([{}, { renew: false }, { method: 'HEAD' }])(
    'is valid, and the response seals it again with the first key: %o',
    async (facts) => {
      const { sessions: before, jar, time } = setUpSealed({ sealing: { keys: { old } } });
      await visit(before, jar, (session) => session.set('visits', 1));
      const { sessions, time: later } = setUpSealed({ sealing: { keys: { fresh, old } } });
      later.now = time.now + 1000;
      expect((await visit(sessions, jar, read, facts)).cookies).toHaveLength(1);
      expect((await visit(sessions, jar, read, facts)).cookies).toEqual([]);
      const { sessions: after } = setUpSealed({ sealing: { keys: { fresh } } });
      const session = await after.read(jar.header);
      expect(session.get('visits')).toBe(1);
      expect(session.expiresAt).toBe(time.now + 14 * day + (Object.keys(facts).length > 0 ? 0 : 1000));
    },
  );

  it('is sealed again by a save, and not a second time by the commit', async () => {
    const { sessions: before, jar } = setUpSealed({ sealing: { keys: { old } } });
    await visit(before, jar, (session) => session.set('visits', 1));
    const { sessions, store } = setUpSealed({ sealing: { keys: { fresh, old } } });
    await visit(sessions, jar, async (session) => {
      session.set('visits', 2);
      await session.save();
    });
    expect(store.calls).toEqual(['unseal', 'seal']);
  });

  it('is not valid when that key was removed', async () => {
    const { sessions: before, jar } = setUpSealed({ sealing: { keys: { old } } });
    await visit(before, jar, (session) => session.set('visits', 1));
    const { sessions } = setUpSealed({ sealing: { keys: { fresh } } });
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('is not sealed again when the response is a server error', async () => {
    const { sessions: before, jar } = setUpSealed({ sealing: { keys: { old } } });
    await visit(before, jar, (session) => session.set('visits', 1));
    const { sessions } = setUpSealed({ sealing: { keys: { fresh, old } } });
    expect((await visit(sessions, jar, read, { status: 500 })).cookies).toEqual([]);
  });
});
