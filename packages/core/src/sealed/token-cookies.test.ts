import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/runs.js';
import { createCookiePolicy } from '../cookie/cookie-policy.js';
import { serializeSetCookie, type SetCookie } from '../cookie/set-cookie.js';
import { joinToken, spreadToken, stalePieces } from './token-cookies.js';

const policy = createCookiePolicy({ domain: 'shop.example', path: '/shop' });
const issued = (token: string): SetCookie => policy.issue(token, { secure: true, maxAgeSeconds: 1_209_600 });
const headerOf = (cookies: readonly SetCookie[]): string =>
  cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
const name = policy.nameFor({ secure: true });

const letters = [...'ABCXYZabcxyz0189._-'];
const tokens = fc
  .tuple(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 16_000 }))
  .map(([some, length]) => some.join('').repeat(length).slice(0, length));

describe('spreadToken', () => {
  it('makes cookies within the size that browsers accept, and loses nothing', () => {
    fc.assert(
      fc.property(tokens, fc.integer({ min: 1, max: 4 }), (token, maxCookies) => {
        let cookies: readonly SetCookie[];
        try {
          cookies = spreadToken(issued(token), maxCookies);
        } catch (error) {
          // Each cookie has room for its own 3900 bytes at least, whatever the attributes here.
          expect(error).toMatchObject({ code: 'TOO_LARGE' });
          expect(token.length).toBeGreaterThan(maxCookies * 3900);
          return;
        }
        expect(cookies.length).toBeLessThanOrEqual(maxCookies);
        for (const cookie of cookies) expect(serializeSetCookie(cookie).length).toBeLessThanOrEqual(4096);
        expect(joinToken(headerOf(cookies), name, maxCookies)).toEqual({ value: token });
      }),
      { numRuns: runs(200) },
    );
  });

  it('fills one cookie to its last byte before it uses a second', () => {
    const room = 4096 - serializeSetCookie(issued('')).length;
    const [full, ...more] = spreadToken(issued('a'.repeat(room)), 2);
    expect(more).toEqual([]);
    expect(serializeSetCookie(full!)).toHaveLength(4096);
    expect(spreadToken(issued('a'.repeat(room + 1)), 2)).toHaveLength(2);
    expect(() => spreadToken(issued('a'.repeat(room + 1)), 1)).toThrow(`takes ${room + 1} bytes once it is sealed`);
    expect(() => spreadToken(issued('a'.repeat(room + 1)), 1)).toThrow(`hold ${room} `);
  });

  it('gives the correct capacity of the cookies in its error', () => {
    const refused = (): unknown => spreadToken(issued('a'.repeat(20_000)), 4);
    let most = 0;
    try {
      refused();
    } catch (error) {
      most = Number(/hold (\d+)/.exec((error as Error).message)?.[1]);
    }
    expect(spreadToken(issued('a'.repeat(most)), 4)).toHaveLength(4);
    expect(() => spreadToken(issued('a'.repeat(most + 1)), 4)).toThrow('bytes once it is sealed');
  });

  it('keeps the prefix and the attributes on each cookie', () => {
    const host = createCookiePolicy();
    const pieces = spreadToken(host.issue('a'.repeat(6000), { secure: true, now: 0, maxAgeSeconds: 60 }), 2);
    const attributes = {
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
      maxAgeSeconds: 60,
      expires: new Date(60_000),
    };
    expect(pieces).toEqual([
      { name: '__Host-sid', value: expect.any(String), ...attributes },
      { name: '__Host-sid.1', value: expect.any(String), ...attributes },
    ]);
  });
});

describe('joinToken', () => {
  const pieces = spreadToken(issued('0123456789'.repeat(1000)), 4);
  const read = (cookies: readonly SetCookie[], most = 4) => joinToken(headerOf(cookies), name, most);

  it('ignores the remaining pieces of a longer token', () => {
    const shorter = spreadToken(issued('short'), 4);
    expect(read([...shorter, ...pieces.slice(1)])).toEqual({ value: 'short' });
  });

  it('refuses a token with a missing piece or with more cookies than allowed', () => {
    expect(pieces).toHaveLength(3);
    for (const missing of [1, 2]) expect(read(pieces.filter((_, index) => index !== missing))).toBe('malformed');
    expect(read(pieces.slice(1))).toBeUndefined();
    expect(read(pieces, 2)).toBe('malformed');
  });

  it('joins pieces by their names, in any order of the header', () => {
    const [first, second, third] = pieces as [SetCookie, SetCookie, SetCookie];
    expect(read([third, first, second])).toEqual({ value: '0123456789'.repeat(1000) });
    const swapped = [first, { ...second, value: third.value }, { ...third, value: second.value }];
    expect(read(swapped)).not.toEqual({ value: '0123456789'.repeat(1000) });
  });

  it.each(['', ' ', '~', '2~', '1~a', '5~a', '2~a~b', 'a b', 'é', 'a%20b', '{"$ne":null}', 'a'.repeat(5000), '\0'])(
    'refuses %j without a call of the store',
    (value) => {
      expect(joinToken(`${name}=${value}`, name, 4)).toBe('malformed');
    },
  );

  it('refuses two cookies of one name, whether it is the first or a later piece', () => {
    expect(read([...pieces, pieces[0]!])).toBe('duplicate');
    expect(read([...pieces, pieces[2]!])).toBe('duplicate');
  });
});

describe('stalePieces', () => {
  const removal = policy.removal({ secure: true });
  const names = (...[header, kept, always]: [string | undefined, number, number?]): string[] =>
    stalePieces(removal, header, kept, always).map((cookie) => cookie.name);

  it('removes pieces that the request sent and the response does not set', () => {
    const header = `${name}.1=a; ${name}.3=b; ${name}.4=c; other.2=d`;
    expect(names(header, 1)).toEqual([`${name}.1`, `${name}.3`]);
    expect(names(header, 2)).toEqual([`${name}.3`]);
    expect(names(header, 4)).toEqual([]);
    expect(names(undefined, 1)).toEqual([]);
  });

  it('removes the given number of possible pieces even if the request did not send them', () => {
    expect(names(`${name}.3=b`, 1, 3)).toEqual([`${name}.1`, `${name}.2`, `${name}.3`]);
  });

  it('removes a piece with the attributes that the cookie was set with', () => {
    expect(stalePieces(removal, undefined, 1, 2)).toEqual([{ ...removal, name: `${name}.1` }]);
  });
});
