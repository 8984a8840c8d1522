import { SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { type Handler, mount, setCookies, type TestBrowser } from '../test/mount.js';

const minute = 60_000;

/** Returns the value of the cookie that was set, or `undefined`. */
function valueIn(response: Awaited<ReturnType<TestBrowser['visit']>>): string | undefined {
  return setCookies(response)[0]?.split(';')[0];
}

async function signedIn(options: Parameters<typeof mount>[0]) {
  const mounted = mount(options);
  const user = mounted.browser();
  const cookie = valueIn(await user.visit(({ session }) => void (session.user = 'ann')))!;
  mounted.time.now += minute;
  return { ...mounted, user, cookie, headers: { cookie } };
}

describe('rolling', () => {
  it('sends the same cookie with each response of a live session, with a new end', async () => {
    const { user, time, cookie } = await signedIn({ rolling: true, cookie: { maxAge: 10 * minute } });
    const handlers: Handler[] = [
      () => 'untouched',
      ({ session }) => session.user,
      ({ session }) => void (session.count = 1),
    ];
    for (const handler of handlers) {
      const response = await user.visit(handler);
      expect(valueIn(response)).toBe(cookie);
      expect(setCookies(response)[0]).toContain(`Expires=${new Date(time.now + 10 * minute).toUTCString()}`);
      time.now += minute;
    }
  });

  it('sends it without an end if it has none', async () => {
    const { user, cookie } = await signedIn({ rolling: true });
    const response = await user.visit(() => 'untouched');
    expect([valueIn(response), setCookies(response)[0]]).toEqual([cookie, expect.not.stringContaining('Expires')]);
  });

  it('sends none to a visitor without a session, for a server error, or once the headers are sent', async () => {
    const { user, browser, headers } = await signedIn({ rolling: true });
    expect(setCookies(await browser().visit(({ session }) => session.user))).toEqual([]);
    const failed = await user.visit((_request, response) => void (response.statusCode = 500), { headers });
    expect(setCookies(failed)).toEqual([]);
  });

  it('sends none if the session has ended during the request', async () => {
    const { user, headers, middleware } = await signedIn({ rolling: true });
    const late = await user.visit(({ session }) => middleware.sessions.revoke(session.id as never).then(() => 'late'), {
      headers,
    });
    expect([late.text, setCookies(late)]).toEqual(['late', []]);
  });

  it('sends none if another request has changed the key', async () => {
    const { user, headers, middleware, browser } = await signedIn({ rolling: true });
    const other = browser();
    const late = await user.visit(
      async ({ session }) => {
        await other.visit((request) => void (request.session.passport = { user: 'ann' }), { headers });
        return session.user;
      },
      { headers },
    );
    expect(setCookies(late)).toEqual([]);
    expect(middleware).toBeDefined();
  });
});

it('is sent under the key that is live, not under one that another request has replaced', async () => {
  const { user, headers, middleware, browser } = await signedIn({ rolling: true });
  const other = browser();
  const late = await user.visit(
    async ({ session }) => {
      session.count = 1;
      await other.visit(async (request) => (await middleware.sessions.get(request)).regenerate(), { headers });
    },
    { headers },
  );
  expect([late.status, setCookies(late)]).toEqual([200, []]);
});

it('is sent under the key that is live, of several that came', async () => {
  const { browser, headers } = await signedIn({ rolling: true });
  const ended = valueIn(await browser().visit(({ session }) => void (session.user = 'bob')))!;
  await browser().visit(({ session }) => session.destroy(), { headers: { cookie: ended } });
  const cookie = `${ended}; ${headers.cookie}`;
  const seen = await browser().visit(({ session }) => session.user, { headers: { cookie } });
  expect([seen.text, valueIn(seen)]).toEqual(['ann', headers.cookie]);
});

describe('a cookie with an end', () => {
  it('is sent again when the session has changed, and not when it was only read', async () => {
    const { user, cookie, headers, time } = await signedIn({ cookie: { maxAge: 10 * minute } });
    expect(setCookies(await user.visit(({ session }) => session.user, { headers }))).toEqual([]);
    const changed = await user.visit(({ session }) => void (session.count = 1), { headers });
    expect(valueIn(changed)).toBe(cookie);
    expect(setCookies(changed)[0]).toContain(`Expires=${new Date(time.now + 10 * minute).toUTCString()}`);
  });

  it('is sent again when the session was saved before the response', async () => {
    const { user, cookie, headers } = await signedIn({ cookie: { maxAge: 10 * minute } });
    const saved = await user.visit(
      async ({ session }) => {
        session.count = 1;
        await session.save();
      },
      { headers },
    );
    expect(valueIn(saved)).toBe(cookie);
  });

  it('is not sent again when nothing could be stored', async () => {
    const { user, headers, middleware } = await signedIn({ cookie: { maxAge: 10 * minute } });
    const late = await user.visit(
      async ({ session }) => {
        session.count = 1;
        await middleware.sessions.revoke(session.id as never);
      },
      { headers },
    );
    expect([late.status, setCookies(late)]).toEqual([409, []]);
  });
});

it('a cookie without an end is not sent again', async () => {
  const { user, headers } = await signedIn({});
  expect(setCookies(await user.visit(({ session }) => void (session.count = 1), { headers }))).toEqual([]);
});

it('rolling with a SessionManager sends the cookie when its renewEvery moves the deadline', async () => {
  const { store, time } = mount();
  const manager = new SessionManager({ store, clock: () => time.now, renewEvery: { minutes: 5 } });
  const { browser } = mount({ store: manager, rolling: true });
  const user = browser();
  const cookie = valueIn(await user.visit(({ session }) => void (session.user = 'ann')));
  time.now += minute;
  expect(setCookies(await user.visit(() => 'untouched'))).toEqual([]);
  time.now += 5 * minute;
  expect(valueIn(await user.visit(() => 'untouched'))).toBe(cookie);
});
