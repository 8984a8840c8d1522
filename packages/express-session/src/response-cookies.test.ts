import { describe, expect, it } from 'vitest';
import { mount, setCookies } from '../test/mount.js';
import type { CookieOptions } from './cookie.js';
import type { IncomingRequest } from './incoming-request.js';

/** Returns the cookie that a first change sets, without its value. */
async function cookieOf(options: Parameters<typeof mount>[0], headers: Record<string, string> = {}) {
  const mounted = mount(options, (app) => app.set('trust proxy', options?.proxy === undefined));
  const response = await mounted.browser().visit(({ session }) => void (session.user = 'ann'), { headers });
  return setCookies(response).map((line) => line.replace(/=s%3A[^;]+/, '=…'));
}

const https = { 'x-forwarded-proto': 'https' };

it.each<[CookieOptions, string]>([
  [{}, 'connect.sid=…; Path=/; HttpOnly'],
  [{ httpOnly: false, path: '/' }, 'connect.sid=…; Path=/'],
  [{ domain: 'shop.test' }, 'connect.sid=…; Domain=shop.test; Path=/; HttpOnly'],
  [{ sameSite: true }, 'connect.sid=…; Path=/; HttpOnly; SameSite=Strict'],
  [{ sameSite: 'lax' }, 'connect.sid=…; Path=/; HttpOnly; SameSite=Lax'],
  [{ sameSite: false }, 'connect.sid=…; Path=/; HttpOnly'],
  [{ sameSite: 'none' }, 'connect.sid=…; Path=/; HttpOnly; Secure; SameSite=None'],
  [{ priority: 'high', partitioned: true }, 'connect.sid=…; Path=/; HttpOnly; Partitioned; Priority=High'],
])('sends the attributes of %j', async (cookie, line) => {
  expect(await cookieOf({ cookie })).toEqual([line]);
});

it('counts the end of the cookie from the response', async () => {
  const { browser, time } = mount({ cookie: { maxAge: 60_000 } });
  const response = await browser().visit(({ session }) => {
    session.user = 'ann';
    time.now += 5000;
  });
  expect(setCookies(response)[0]).toContain(`Expires=${new Date(time.now + 60_000).toUTCString()}`);
});

it('takes the name from name or key', async () => {
  expect(await cookieOf({ name: 'a' })).toEqual([expect.stringMatching(/^a=/)]);
  expect(await cookieOf({ key: 'b' })).toEqual([expect.stringMatching(/^b=/)]);
});

it('adds its cookie to those of the application', async () => {
  const response = await mount()
    .browser()
    .visit(({ session }, res) => {
      res.setHeader('Set-Cookie', 'a=1');
      session.user = 'ann';
    });
  expect(setCookies(response)).toEqual(['a=1', expect.stringMatching(/^connect\.sid=/)]);
});

describe('secure', () => {
  it.each([
    ['no proxy is trusted', { proxy: false }, https, false],
    ['the proxy is trusted', { proxy: true }, https, true],
    ['the first of several proxies had https', { proxy: true }, { 'x-forwarded-proto': 'HTTPS , http' }, true],
    ['the first of several proxies had http', { proxy: true }, { 'x-forwarded-proto': 'http,https' }, false],
    ['the trusted proxy says nothing', { proxy: true }, {}, false],
    ['Express trusts the proxy', {}, https, true],
    ['Express knows of no https', {}, {}, false],
  ])('when %s', async (_when, options, headers, isSecure) => {
    const always = await cookieOf({ ...options, cookie: { secure: true } }, headers);
    expect(always).toEqual(isSecure ? ['connect.sid=…; Path=/; HttpOnly; Secure'] : []);
    const auto = await cookieOf({ ...options, cookie: { secure: 'auto', sameSite: 'auto' } }, headers);
    expect(auto).toEqual([`connect.sid=…; Path=/; HttpOnly; ${isSecure ? 'Secure; SameSite=None' : 'SameSite=Lax'}`]);
  });
});

it('asks a function for the cookie of a session that nothing has used', async () => {
  const response = await mount({ cookie: () => ({ path: '/shop' }), saveUninitialized: true })
    .browser()
    .visit(() => 'unused', { path: '/shop' });
  expect(setCookies(response)).toEqual([expect.stringContaining('; Path=/shop; HttpOnly')]);
});

it('asks a function for the cookie of each request, and keeps what it says of a session', async () => {
  const cookie = ({ headers }: IncomingRequest): CookieOptions =>
    headers['x-kiosk'] ? { maxAge: 60_000, sameSite: 'strict' } : {};
  const { browser, time } = mount({ cookie });
  const kiosk = browser();
  const first = await kiosk.visit(({ session }) => void (session.user = 'ann'), { headers: { 'x-kiosk': '1' } });
  expect(setCookies(first)[0]).toMatch(/; Expires=.*; SameSite=Strict/);
  const seen = await kiosk.visit(({ session }) =>
    JSON.stringify([session.cookie.originalMaxAge, session.cookie.sameSite]),
  );
  expect(JSON.parse(seen.text)).toEqual([60_000, 'strict']);
  time.now += 60_000;
  expect((await kiosk.visit(({ session }) => session.user ?? 'ended')).text).toBe('ended');

  const desk = browser();
  const other = await desk.visit(({ session }) => void (session.user = 'bob'));
  expect(setCookies(other)[0]).toMatch(/; Path=\/; HttpOnly$/);
});

it('does nothing outside the path of the cookie', async () => {
  const { browser, store } = mount({ cookie: { path: '/admin' }, saveUninitialized: true });
  const user = browser();
  const outside = await user.visit(({ session }) => typeof session, { path: '/' });
  expect([outside.text, setCookies(outside)]).toEqual(['undefined', []]);
  const inside = await user.visit(({ session }) => typeof session, { path: '/admin/users?x=1' });
  expect([inside.text, setCookies(inside)[0]]).toEqual(['object', expect.stringContaining('Path=/admin')]);
  expect(store).toBeDefined();
});

it('removes the cookie at its place when the session ends', async () => {
  const { browser } = mount({ cookie: { path: '/', domain: '127.0.0.1', sameSite: 'lax' } });
  const user = browser();
  const first = await user.visit(({ session }) => void (session.user = 'ann'));
  const [pair = ''] = setCookies(first)[0]!.split(';');
  const last = await user.visit(({ session }) => session.destroy(), { headers: { cookie: pair } });
  expect(setCookies(last)).toEqual([
    'connect.sid=; Domain=127.0.0.1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax',
  ]);
});

it('becomes an error if the attributes cannot be sent', async () => {
  const response = await mount({ cookie: () => ({ expires: new Date(Number.NaN) }) })
    .browser()
    .visit(({ session }) => void (session.user = 'ann'));
  expect([response.status, setCookies(response)]).toEqual([500, []]);
});
