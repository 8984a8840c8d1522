import { describe, expect, it } from 'vitest';
import { type Handler, mount, setCookies } from '../test/mount.js';

const minute = 60_000;
const day = 86_400_000;
const ended: Handler = ({ session }) => session.user ?? 'ended';

describe('maxAge', () => {
  it('ends the session on the server, that long after the last visit', async () => {
    const { browser, time } = mount({ cookie: { maxAge: 10 * minute } });
    const user = browser();
    const first = await user.visit(({ session }) => void (session.user = 'ann'));
    const headers = { cookie: setCookies(first)[0]!.split(';')[0]! };
    time.now += 9 * minute;
    expect((await user.visit(ended, { headers })).text).toBe('ann');
    time.now += 9 * minute;
    expect((await user.visit(ended, { headers })).text).toBe('ann');
    time.now += 10 * minute;
    expect((await user.visit(ended, { headers })).text).toBe('ended');
  });

  it('is what is left of it, and originalMaxAge all of it', async () => {
    const { browser, time } = mount({ cookie: { maxAge: 10 * minute } });
    const user = browser();
    const first = await user.visit(({ session }) => void (session.user = 'ann'));
    const headers = { cookie: setCookies(first)[0]!.split(';')[0]! };
    time.now += 4 * minute;
    const { text } = await user.visit(({ session: { cookie } }) => `${cookie.maxAge} ${cookie.originalMaxAge}`, {
      headers,
    });
    expect(text).toBe(`${6 * minute} ${10 * minute}`);
  });

  it('can be set for one session, which keeps it under the same key', async () => {
    const { browser, time, middleware } = mount();
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    const remembered = await user.visit(({ session }) => {
      session.cookie.maxAge = 30 * day;
      return session.id;
    });
    expect(setCookies(remembered)).toEqual([
      expect.stringContaining(`Expires=${new Date(time.now + 30 * day).toUTCString()}`),
    ]);
    expect((await middleware.sessions.inspect(remembered.text as never))?.expiresAt).toBe(time.now + 30 * day);
    time.now += 20 * day;
    const later = await user.visit(({ session }) => `${session.user} ${session.id} ${session.cookie.originalMaxAge}`);
    expect(later.text).toBe(`ann ${remembered.text} ${30 * day}`);
    expect((await middleware.sessions.inspect(remembered.text as never))?.expiresAt).toBe(time.now + 30 * day);
  });

  it('can be set in the request that begins the session, and taken back', async () => {
    const { browser, time, middleware } = mount({ cookie: { maxAge: day } });
    const user = browser();
    const first = await user.visit(({ session }) => {
      session.user = 'ann';
      session.cookie.expires = new Date(time.now + minute);
      return session.id;
    });
    const deadline = async () => (await middleware.sessions.inspect(first.text as never))?.expiresAt;
    expect(await deadline()).toBe(time.now + minute);
    await user.visit(({ session }) => void (session.cookie.maxAge = day));
    expect(await deadline()).toBe(time.now + day);
    const open = await user.visit(({ session }) => void (session.cookie.maxAge = null));
    expect(setCookies(open)).toEqual([expect.not.stringContaining('Expires')]);
    expect((await user.visit(({ session }) => String(session.cookie.expires))).text).toBe('null');
  });

  it('of a moment, or of none, ends the session at once', async () => {
    for (const maxAge of [1, 0, -5]) {
      const { browser, time } = mount();
      const user = browser();
      const first = await user.visit(({ session }) => {
        session.user = 'ann';
        session.cookie.maxAge = maxAge;
      });
      const headers = { cookie: setCookies(first)[0]!.split(';')[0]! };
      time.now += 2;
      expect((await user.visit(ended, { headers })).text).toBe('ended');
    }
  });

  it('of a guest stays when somebody signs in', async () => {
    const { browser, time, middleware } = mount();
    const user = browser();
    await user.visit(({ session }) => {
      session.count = 1;
      session.cookie.maxAge = 30 * day;
    });
    const signedIn = await user.visit(({ session }) => void (session.passport = { user: 'ann' }));
    expect(setCookies(signedIn)[0]).toContain(`Expires=${new Date(time.now + 30 * day).toUTCString()}`);
    const { value: stored } = await middleware.sessions.list('ann').next();
    expect(stored).toMatchObject({ expiresAt: time.now + 30 * day });
  });
});

it('keeps the attributes that were set for one session', async () => {
  const { browser } = mount({ cookie: { sameSite: 'lax' } });
  const user = browser();
  await user.visit(({ session }) => Object.assign(session.cookie, { sameSite: 'strict', httpOnly: false }));
  await user.visit(({ session }) => {
    session.user = 'ann';
    Object.assign(session.cookie, { sameSite: 'strict', httpOnly: false });
  });
  const seen = await user.visit(({ session }) => `${session.cookie.sameSite} ${session.cookie.httpOnly}`);
  expect(seen.text).toBe('strict false');
  await user.visit(({ session }) => Object.assign(session.cookie, { sameSite: 'lax', httpOnly: true }));
  const again = await user.visit(({ session }) => `${session.cookie.sameSite} ${Object.keys(session).join()}`);
  expect(again.text).toBe('lax cookie,user');
});

describe('the absolute timeout', () => {
  it('ends a session that is in use', async () => {
    const { browser, time } = mount({ idleTimeout: { days: 1 }, absoluteTimeout: { days: 2 }, rolling: true });
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    for (const hours of [20, 20]) {
      time.now += (hours / 24) * day;
      expect((await user.visit(ended)).text).toBe('ann');
    }
    time.now += (8 / 24) * day;
    expect((await user.visit(ended)).text).toBe('ended');
  });

  it('is at least maxAge', async () => {
    const { browser, time } = mount({ cookie: { maxAge: 400 * day } });
    const user = browser();
    await user.visit(({ session }) => void (session.user = 'ann'));
    time.now += 399 * day;
    expect((await user.visit(ended)).text).toBe('ann');
  });
});
