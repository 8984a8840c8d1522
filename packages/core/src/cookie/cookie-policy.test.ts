import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/runs.js';
import { SessionError } from '../contract/errors.js';
import { type CookieOptions, createCookiePolicy } from './cookie-policy.js';
import { serializeSetCookie } from './set-cookie.js';

const https = { secure: true };
const http = { secure: false };
const over = { maxAgeSeconds: 0, expires: new Date(0) };

function refusal(options: unknown): string | undefined {
  try {
    createCookiePolicy(options as CookieOptions);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(SessionError);
    expect((error as SessionError).code).toBe('INVALID_OPTION');
    return (error as SessionError).message;
  }
}

const issued = (options: CookieOptions, terms: { secure: boolean; maxAgeSeconds?: number }) =>
  serializeSetCookie(createCookiePolicy(options).issue('v', terms));
const former = (options: CookieOptions, secure: boolean) =>
  createCookiePolicy(options).former({ secure }).map(serializeSetCookie);

describe('createCookiePolicy', () => {
  it('has the strictest attributes by default, and Secure and __Host- on https', () => {
    expect(serializeSetCookie(createCookiePolicy().issue('v', https))).toBe(
      '__Host-sid=v; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
    expect(issued({}, http)).toBe('sid=v; Path=/; HttpOnly; SameSite=Lax');
    expect(issued({}, { ...https, maxAgeSeconds: 60 })).toBe(
      '__Host-sid=v; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax',
    );
  });

  it.each<[CookieOptions, string, string]>([
    [{}, '__Host-sid', 'sid'],
    [{ name: 'shop' }, '__Host-shop', 'shop'],
    [{ path: '/shop' }, '__Secure-sid', 'sid'],
    [{ domain: 'example.com' }, '__Secure-sid', 'sid'],
    [{ secure: true }, '__Host-sid', '__Host-sid'],
    [{ secure: true, domain: 'example.com', path: '/a' }, '__Secure-sid', '__Secure-sid'],
    [{ secure: false }, 'sid', 'sid'],
    [{ secure: true, name: '__Host-shop' }, '__Host-shop', '__Host-shop'],
    [{ secure: true, name: '__host-shop' }, '__host-shop', '__host-shop'],
    [{ secure: true, name: '__SECURE-shop', path: '/a' }, '__SECURE-shop', '__SECURE-shop'],
    [{ secure: true, name: '__Http-shop', domain: 'a.b' }, '__Http-shop', '__Http-shop'],
    [{ name: '__hostess' }, '__Host-__hostess', '__hostess'],
  ])('names the cookie of %j %s on https and %s on http', (options, onHttps, onHttp) => {
    const policy = createCookiePolicy(options);
    expect(policy.nameFor(https)).toBe(onHttps);
    expect(policy.nameFor(http)).toBe(onHttp);
    for (const secure of [true, false]) {
      expect(policy.issue('v', { secure })).toMatchObject({
        name: policy.nameFor({ secure }),
        secure: policy.isSecure({ secure }),
      });
    }
  });

  it('is Secure on https by default, and otherwise as the option secure says', () => {
    const facts = [undefined, 'auto', true, false].map((secure) => {
      const policy = createCookiePolicy(secure === undefined ? {} : ({ secure } as CookieOptions));
      return [policy.isSecure(https), policy.isSecure(http)];
    });
    expect(facts).toEqual([
      [true, false],
      [true, false],
      [true, true],
      [false, false],
    ]);
  });

  it('removes a cookie with every attribute that it was set with', () => {
    const options: CookieOptions = {
      secure: true,
      domain: 'example.com',
      path: '/a',
      sameSite: 'none',
      partitioned: true,
    };
    const policy = createCookiePolicy(options);
    expect(policy.removal(https)).toEqual({ ...policy.issue('', https), ...over });
    expect(serializeSetCookie(policy.removal(http))).toBe(
      '__Secure-sid=; Path=/a; Domain=example.com; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; ' +
        'HttpOnly; Secure; SameSite=None; Partitioned',
    );
    expect(createCookiePolicy().removal(http)).toEqual({ ...createCookiePolicy().issue('', http), ...over });
  });

  it('omits attributes that are not configured', () => {
    expect(Object.keys(createCookiePolicy().issue('v', http))).toEqual([
      'name',
      'value',
      'path',
      'secure',
      'httpOnly',
      'sameSite',
    ]);
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'throws INVALID_ARGUMENT when the cookie would last %d seconds',
    (maxAgeSeconds) => {
      expect(() => createCookiePolicy().issue('v', { ...https, maxAgeSeconds })).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT', message: 'maxAgeSeconds must be positive whole seconds' }),
      );
    },
  );

  it.each([
    [{ sameSite: 'none' }, 'cookie: sameSite none needs secure: true'],
    [{ sameSite: 'none', secure: false }, 'cookie: sameSite none needs secure: true'],
    [{ partitioned: true }, 'cookie: partitioned needs secure: true'],
    [{ name: '__Host-a' }, 'cookie: __Host-a needs secure: true'],
    [{ name: '__secure-a', secure: false }, 'cookie: __secure-a needs secure: true'],
    [{ name: '__host-a', secure: true, path: '/a' }, 'cookie: __host-a needs path / and no domain'],
    [{ name: '__Host-a', secure: true, domain: 'a.b' }, 'cookie: __Host-a needs path / and no domain'],
    [{ name: '' }, /^cookie: name must be/],
    [{ name: 'a;b' }, /^cookie: name must be/],
    [{ path: 'shop' }, /^cookie: path must be \/ and ASCII/],
    [{ path: '' }, /^cookie: path must be \/ and ASCII/],
    [{ domain: '' }, /^cookie: domain must be/],
    [{ domain: '.example.com' }, /^cookie: domain must be .*remove .*leading dot/],
    [{ domain: 'example.com:443' }, /^cookie: domain must be .*remove scheme, port/],
    [{ domain: 'https://example.com' }, /^cookie: domain must be .*remove scheme/],
    [{ sameSite: 'Lax' }, /^cookie: sameSite must be lax, strict or none/],
    [{ secure: 'true' }, 'cookie: secure must be true, false or auto'],
    [{ secure: 1 }, 'cookie: secure must be true, false or auto'],
    [{ samesite: 'lax' }, 'cookie.samesite is not a known option. Did you mean sameSite?'],
    [{ httpOnly: false }, /^cookie\.httpOnly is not a known option/],
    [{ maxAge: 5 }, /^cookie\.maxAge is not a known option/],
    ['sid', 'cookie must be an object'],
    [{ former: [{ nam: 'a' }] }, 'cookie.former.nam is not a known option. Did you mean name?'],
    [{ former: [{ secure: true }] }, /^cookie\.former\.secure is not a known option/],
    [{ former: ['connect.sid'] }, 'cookie.former must be an object'],
    [{ former: [{}, { path: 'a' }] }, /^cookie\.former: path must be \//],
    [{ former: [{ domain: '.a.b' }] }, /^cookie\.former: domain must be/],
    [{ former: [{ name: '__host-a', path: '/b' }] }, 'cookie.former: __host-a needs path / and no domain'],
  ])('refuses %j', (options, message) => {
    expect(refusal(options)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  describe('former', () => {
    const removed = (name: string, rest: string) =>
      `${name}=; Path=/${rest}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly`;

    it('removes nothing when no former cookie is configured', () => {
      expect(former({}, true)).toEqual([]);
    });

    it('removes the cookie of another name with and without its prefix', () => {
      const options = { former: [{ name: 'connect.sid' }] };
      expect(former(options, true)).toEqual([
        `${removed('__Host-connect.sid', '')}; Secure; SameSite=Lax`,
        `${removed('connect.sid', '')}; Secure; SameSite=Lax`,
      ]);
      expect(former(options, false)).toEqual([`${removed('connect.sid', '')}; SameSite=Lax`]);
    });

    it('removes the cookie of another domain or path', () => {
      const options = { domain: 'example.com', former: [{ domain: 'www.example.com' }, { path: '/a' }] };
      expect(former(options, true)).toEqual([
        `${removed('__Secure-sid', '; Domain=www.example.com')}; Secure; SameSite=Lax`,
        `${removed('sid', '; Domain=www.example.com')}; Secure; SameSite=Lax`,
        `${removed('__Secure-sid', 'a')}; Secure; SameSite=Lax`,
        `${removed('sid', 'a')}; Secure; SameSite=Lax`,
      ]);
      expect(former(options, false)).toEqual([
        `${removed('sid', '; Domain=www.example.com')}; SameSite=Lax`,
        `${removed('sid', 'a')}; SameSite=Lax`,
      ]);
    });

    it('uses the default, not the current option, for each part that a former cookie omits', () => {
      expect(former({ name: 'shop', domain: 'example.com', path: '/a', former: [{}] }, true)).toEqual([
        `${removed('__Host-sid', '')}; Secure; SameSite=Lax`,
        `${removed('sid', '')}; Secure; SameSite=Lax`,
      ]);
    });

    it('never removes the cookie that is being set', () => {
      expect(former({ former: [{}] }, true)).toEqual([`${removed('sid', '')}; Secure; SameSite=Lax`]);
      expect(former({ former: [{}] }, false)).toEqual([]);
      expect(former({ domain: 'example.com', former: [{ domain: 'EXAMPLE.com' }] }, false)).toEqual([]);
    });

    it('removes the cookies of several paths', () => {
      const paths = createCookiePolicy({ former: [{ path: '/a' }, { path: '/b' }] }).former(http);
      expect(paths.map(({ path }) => path)).toEqual(['/a', '/b']);
    });

    it('removes each cookie once when it is listed twice', () => {
      expect(former({ former: [{ name: 'a' }, { name: 'a', path: '/' }, { name: '__Host-a' }] }, true)).toHaveLength(2);
    });

    it('sends no removal on http that browsers would ignore', () => {
      expect(former({ former: [{ name: '__Host-a' }, { name: '__secure-b', path: '/b' }] }, false)).toEqual([]);
      expect(former({ former: [{ name: '__Host-a' }] }, true)).toEqual([
        `${removed('__Host-a', '')}; Secure; SameSite=Lax`,
      ]);
    });

    it('adds no prefix when secure is false', () => {
      expect(former({ secure: false, former: [{ name: 'a' }] }, true)).toEqual([`${removed('a', '')}; SameSite=Lax`]);
    });
  });

  const place = {
    name: fc.constantFrom('sid', 'a', '__Host-a', '__secure-b', 'connect.sid'),
    path: fc.constantFrom('/', '/a'),
    domain: fc.constantFrom('example.com', 'WWW.example.com'),
  };
  const anyOptions = fc.record(
    {
      ...place,
      secure: fc.constantFrom('auto', true, false),
      sameSite: fc.constantFrom('lax', 'strict', 'none'),
      partitioned: fc.boolean(),
      former: fc.array(fc.record(place, { requiredKeys: [] }), { maxLength: 4 }),
    },
    { requiredKeys: [] },
  );

  it('throws when it is created, or never makes a cookie that browsers refuse', () => {
    let made = 0;
    fc.assert(
      fc.property(anyOptions, fc.boolean(), (options, secure) => {
        if (refusal(options) !== undefined) return;
        made++;
        const policy = createCookiePolicy(options as CookieOptions);
        const current = policy.issue('v', { secure, maxAgeSeconds: 1 });
        const removals = policy.former({ secure });
        for (const cookie of [current, policy.removal({ secure }), ...removals]) serializeSetCookie(cookie);
        const keys = [current, ...removals].map(({ name, path, domain }) =>
          JSON.stringify([name, path, domain?.toLowerCase()]),
        );
        expect(new Set(keys).size).toBe(keys.length);
        for (const cookie of removals) expect(cookie).toMatchObject({ value: '', maxAgeSeconds: 0, httpOnly: true });
      }),
      { numRuns: runs(500) },
    );
    expect(made).toBeGreaterThan(50);
  });
});
