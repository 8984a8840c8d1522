import { expect, it } from 'vitest';
import { Cookie } from './cookie.js';

const now = (): number => 1_000_000;

it('lasts until the browser closes, for the whole site, hidden from scripts, if nothing is set', () => {
  const cookie = new Cookie();
  expect([cookie.path, cookie.httpOnly, cookie.maxAge, cookie.expires, cookie.originalMaxAge]).toEqual([
    '/',
    true,
    null,
    null,
    null,
  ]);
  expect(cookie.serialize('a', 'b c')).toBe('a=b%20c; Path=/; HttpOnly');
});

it('counts maxAge down, and keeps what was set in originalMaxAge', () => {
  let time = 1000;
  const cookie = new Cookie({ maxAge: 5000 }, () => time);
  time += 2000;
  expect([cookie.maxAge, cookie.originalMaxAge, Number(cookie.expires)]).toEqual([3000, 5000, 6000]);
  cookie.maxAge = cookie.originalMaxAge;
  expect([cookie.maxAge, Number(cookie.expires)]).toEqual([5000, 8000]);
  cookie.expires = new Date(time + 700);
  expect([cookie.maxAge, cookie.originalMaxAge]).toEqual([700, 700]);
  cookie.expires = null;
  expect([cookie.maxAge, cookie.originalMaxAge]).toEqual([null, null]);
});

it('takes a Date for maxAge, and refuses other types', () => {
  expect(new Cookie({ maxAge: new Date(now() + 50) }, now).maxAge).toBe(50);
  expect(() => new Cookie({ maxAge: '42' as never })).toThrow(/maxAge must be a number/);
  expect(() => new Cookie(42 as never)).toThrow(/argument options/);
});

it('has its attributes in data, in JSON and in the line, and never takes data from options', () => {
  const options = { domain: 'a.test', secure: true, sameSite: 'lax', priority: 'high', partitioned: true } as const;
  const cookie = new Cookie({ ...options, data: { path: '/no' } } as never);
  expect(JSON.parse(JSON.stringify(cookie))).toEqual({
    ...options,
    path: '/',
    httpOnly: true,
    expires: null,
    originalMaxAge: null,
  });
  expect(cookie.serialize('a', 'b')).toBe(
    'a=b; Domain=a.test; Path=/; HttpOnly; Secure; Partitioned; Priority=High; SameSite=Lax',
  );
  expect(() => new Cookie({ expires: new Date(Number.NaN) }).serialize('a', 'b')).toThrow(TypeError);
});

it.each(['none', 'None', 'NONE'])('is Secure with SameSite=%s', (sameSite) => {
  expect(new Cookie({ sameSite: sameSite as 'none' }).serialize('a', 'b')).toMatch(/; Secure; SameSite=None$/);
});
