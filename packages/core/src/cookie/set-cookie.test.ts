import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionError } from '../contract/errors.js';
import { serializeSetCookie, type SetCookie } from './set-cookie.js';

const plain: SetCookie = { name: 'sid', value: 'abc', path: '/', secure: false, httpOnly: true, sameSite: 'lax' };

function refusal(cookie: SetCookie): string {
  try {
    return `accepted: ${serializeSetCookie(cookie)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(SessionError);
    expect((error as SessionError).code).toBe('INVALID_ARGUMENT');
    return (error as SessionError).message;
  }
}

describe('serializeSetCookie', () => {
  it('writes a cookie that ends with the browser session', () => {
    expect(serializeSetCookie(plain)).toBe('sid=abc; Path=/; HttpOnly; SameSite=Lax');
  });

  it('writes every attribute', () => {
    const cookie: SetCookie = {
      name: '__Secure-sid',
      value: 'abc',
      path: '/shop',
      domain: 'example.com',
      maxAgeSeconds: 60,
      expires: new Date(60_000),
      secure: true,
      httpOnly: true,
      sameSite: 'none',
      partitioned: true,
    };
    expect(serializeSetCookie(cookie)).toBe(
      '__Secure-sid=abc; Path=/shop; Domain=example.com; Max-Age=60; HttpOnly; Secure; SameSite=None; Partitioned',
    );
  });

  it('writes a removal for clients with and without Max-Age', () => {
    expect(serializeSetCookie({ ...plain, value: '', maxAgeSeconds: 0, sameSite: 'strict' })).toBe(
      'sid=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict',
    );
  });

  it('writes Expires when there is no Max-Age, and refuses an invalid date', () => {
    expect(serializeSetCookie({ ...plain, expires: new Date(0) })).toMatch(/; Expires=Thu, 01 Jan 1970 00:00:00 GMT;/);
    expect(refusal({ ...plain, expires: new Date(Number.NaN) })).toMatch(/expires must be a date/);
  });

  it('omits HttpOnly when httpOnly is false', () => {
    expect(serializeSetCookie({ ...plain, httpOnly: false })).toBe('sid=abc; Path=/; SameSite=Lax');
  });

  it.each(['', 'a b', 'a;b', 'a=b', 'a,b', 'a"b', 'a\nb', 'sid\n', 'é', 'a\0', '[a]', '(a)'])(
    'refuses the name %j',
    (name) => {
      expect(refusal({ ...plain, name })).toMatch(/^Set-Cookie: name /);
    },
  );

  it.each(["!#$%&'*+-.^_`|~09azAZ", '__proto__', 'constructor'])('accepts the name %j', (name) => {
    expect(serializeSetCookie({ ...plain, name })).toMatch(/=abc; Path/);
  });

  it('accepts only cookie-octets in a value, and never quotes a refused value', () => {
    for (let code = 0; code < 0x180; code++) {
      const value = `secret${String.fromCharCode(code)}`;
      const octet = code > 0x20 && code < 0x7f && !['"', ',', ';', '\\'].includes(value[6]!);
      const result = refusal({ ...plain, value });
      expect(result.startsWith('accepted'), `U+${code.toString(16)}`).toBe(octet);
      if (!octet) expect(result).not.toContain('secret');
    }
  });

  it.each(['', 'shop', '/a;b', '/a\r\nSet-Cookie: x', '/a b', '/é', `/${'a'.repeat(1024)}`])(
    'refuses the path %j',
    (path) => {
      expect(refusal({ ...plain, path })).toMatch(/^Set-Cookie: path /);
    },
  );

  it.each([
    '',
    '.example.com',
    'example.com:80',
    'https://example.com',
    'a..b',
    'example.com.',
    'a b',
    'a;b',
    'bücher.de',
    'a\n',
    '[::1]',
  ])('refuses the domain %j', (domain) => {
    expect(refusal({ ...plain, domain })).toMatch(/^Set-Cookie: domain .*remove scheme, port and leading dot/);
  });

  it.each(['example.com', 'EXAMPLE.com', 'localhost', 'a-b.xn--bcher-kva.de', '10.0.0.1'])(
    'accepts the domain %j',
    (domain) => {
      expect(serializeSetCookie({ ...plain, domain })).toContain(`; Domain=${domain};`);
    },
  );

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses a Max-Age of %d', (maxAgeSeconds) => {
    expect(refusal({ ...plain, maxAgeSeconds })).toMatch(/maxAgeSeconds/);
  });

  it.each(['Lax', '', 'lax; Domain=x'])('refuses SameSite %j', (sameSite) => {
    expect(refusal({ ...plain, sameSite: sameSite as 'lax' })).toMatch(/sameSite must be/);
  });

  it('refuses a cookie without Secure that browsers would drop', () => {
    expect(refusal({ ...plain, sameSite: 'none' })).toBe('Set-Cookie: sameSite none needs secure: true');
    expect(refusal({ ...plain, partitioned: true })).toBe('Set-Cookie: partitioned needs secure: true');
    for (const name of ['__Host-a', '__secure-a', '__HTTP-a']) {
      expect(refusal({ ...plain, name })).toBe(`Set-Cookie: ${name} needs secure: true`);
      expect(refusal({ ...plain, name, secure: true })).toMatch(/^accepted/);
    }
  });

  it('refuses a __Host- cookie with a path or a domain, in upper and lower case', () => {
    for (const name of ['__Host-a', '__hOsT-a']) {
      expect(refusal({ ...plain, name, secure: true, path: '/a' })).toMatch(/needs path \/ and no domain/);
      expect(refusal({ ...plain, name, secure: true, domain: 'a.b' })).toMatch(/needs path \/ and no domain/);
    }
    expect(refusal({ ...plain, name: '__Secure-a', secure: true, path: '/a', domain: 'a.b' })).toMatch(/^accepted/);
    expect(refusal({ ...plain, name: 'a__Host-', path: '/a' })).toMatch(/^accepted/);
  });

  it('returns one header line of printable ASCII or throws a SessionError, for any strings', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string());
    fc.assert(
      fc.property(text, text, text, text, (name, value, path, domain) => {
        for (const cookie of [
          { ...plain, name },
          { ...plain, value },
          { ...plain, path: `/${path}` },
          { ...plain, domain },
        ]) {
          const result = refusal(cookie);
          if (result.startsWith('accepted'))
            expect(result).toMatch(/^accepted: [!-~]+=[!-~]*; Path=[!-~]+(; [!-~]+)*$/);
        }
      }),
    );
  });
});
