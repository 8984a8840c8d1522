import { describe, expect, it } from 'vitest';
import { createCookiePolicy } from '../cookie/cookie-policy.js';
import { canSet, cookieHeaderOf, setCookies } from './next-cookies.js';
import type { NextCookie, NextCookies } from './next-functions.js';

function jarOf(now: Readonly<Record<string, string>>, set: NextCookies['set'] = () => undefined): NextCookies {
  return { getAll: () => Object.entries(now).map(([name, value]) => ({ name, value })), set };
}

describe('cookieHeaderOf', () => {
  it.each([
    ['nothing', {}, null, undefined],
    ['what was sent, as it was sent', { a: 's:1', b: 'x=y' }, 'a=s%3A1; b=x=y', 'a=s%3A1; b=x=y'],
    ['a cookie that an action has set', { a: '1', sid: 'new' }, 'a=1; sid=old', 'a=1; sid=new'],
    ['a cookie that is new', { sid: 'new', theme: 'a b;' }, null, 'sid=new; theme=a%20b%3B'],
    ['none that an action has removed', { a: '1', sid: '' }, 'a=1; sid=old', 'a=1'],
    ['none that is gone', { a: '1' }, 'a=1; sid=old', 'a=1'],
    ['both of two cookies of one name', { sid: 'two' }, 'sid=one; sid=two', 'sid=one; sid=two'],
    ['one of them once it was set', { sid: 'new' }, 'sid=one; sid=two', 'sid=new'],
  ])('returns %s', (_what, now, sent, header) => {
    expect(cookieHeaderOf(jarOf(now), sent)).toBe(header);
  });
});

describe('setCookies', () => {
  function sentBy(cookies: Parameters<typeof setCookies>[1]): NextCookie[] {
    const sent: NextCookie[] = [];
    setCookies(
      jarOf({}, (cookie) => sent.push(cookie)),
      cookies,
    );
    return sent;
  }

  it('passes lifetimes on in seconds, as Next.js counts them', () => {
    const policy = createCookiePolicy();
    const [set] = sentBy([policy.issue('key', { secure: true, maxAgeSeconds: 60 })]);
    expect(set).toEqual({
      name: '__Host-sid',
      value: 'key',
      path: '/',
      maxAge: 60,
      expires: expect.any(Date),
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
    });
    const [removal] = sentBy([policy.removal({ secure: true })]);
    expect([removal?.value, removal?.maxAge, removal?.expires]).toEqual(['', 0, new Date(0)]);
    const [untilClosed] = sentBy([policy.issue('key', { secure: true })]);
    expect(untilClosed).not.toHaveProperty('maxAge');
  });

  it('sets the cookie and not the removal in a former place, because Next.js keeps the last of each name', () => {
    const policy = createCookiePolicy({ path: '/', former: [{ path: '/shop' }, { name: 'old' }] });
    const scheme = { secure: false };
    const sent = sentBy([policy.issue('key', scheme), ...policy.former(scheme)]);
    expect(sent.map(({ name, value }) => [name, value])).toEqual([
      ['sid', 'key'],
      ['old', ''],
    ]);
  });
});

describe('canSet', () => {
  it('is false where set throws, and sets nothing where it does not', () => {
    const refuse = (): never => {
      throw new Error('Cookies can only be modified in a Server Action or Route Handler.');
    };
    expect(canSet(jarOf({}, refuse))).toBe(false);
    const names: string[] = [];
    expect(canSet(jarOf({}, ({ name }) => names.push(name)))).toBe(true);
    expect(names).toEqual([]);
  });
});
