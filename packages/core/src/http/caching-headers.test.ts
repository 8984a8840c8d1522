import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCachingHeaders } from './caching-headers.js';

/** The platform's own Headers: case-insensitive, and strict about what a value may hold. */
function apply(initial: Record<string, string>, result: { accessed: boolean; cookie?: boolean }, times = 1) {
  const headers = new Headers(initial);
  const access = {
    get: (name: string) => headers.get(name) ?? undefined,
    set: (name: string, value: string) => headers.set(name, value),
    remove: (name: string) => headers.delete(name),
    names: () => headers.keys(),
  };
  for (let time = 0; time < times; time++) {
    applyCachingHeaders(access, { accessed: result.accessed, cookies: result.cookie ? [{}] : [] });
  }
  return Object.fromEntries(headers);
}

const used = { accessed: true };
const setting = { accessed: true, cookie: true };
const cacheControl = (value: string, result = setting) => apply({ 'cache-control': value }, result)['cache-control'];

describe('applyCachingHeaders', () => {
  it('leaves the headers of a response unchanged when the session was not used', () => {
    const initial = { vary: 'Accept', 'cache-control': 'public, max-age=60', 'cdn-cache-control': 'max-age=1' };
    expect(apply(initial, { accessed: false })).toEqual(initial);
    expect(apply({}, { accessed: false })).toEqual({});
  });

  it('marks a response as private and dependent on the cookie when the session was used', () => {
    expect(apply({}, used)).toEqual({ vary: 'Cookie', 'cache-control': 'private' });
  });

  it('does the same when a cookie is set although the session was not used', () => {
    expect(apply({}, { accessed: false, cookie: true })).toEqual({ vary: 'Cookie', 'cache-control': 'private' });
  });

  it.each([
    ['', 'Cookie'],
    ['  ', 'Cookie'],
    ['Accept-Encoding', 'Accept-Encoding, Cookie'],
    ['Origin,Accept , ', 'Origin, Accept, Cookie'],
    ['cookie', 'cookie'],
    ['Accept, COOKIE', 'Accept, COOKIE'],
    ['*', '*'],
    ['Accept, *', 'Accept, *'],
    ['X-Cookie', 'X-Cookie, Cookie'],
    ['Accept, ,Origin', 'Accept, Origin, Cookie'],
    ['Cookie2', 'Cookie2, Cookie'],
  ])('adds Cookie to Vary: %j', (before, after) => {
    expect(apply({ vary: before }, used)['vary']).toBe(after);
  });

  it.each([
    'public',
    'public, max-age=60',
    'public, max-age=60, immutable',
    'max-age=0, public',
    'public, max-age=0, must-revalidate',
    's-maxage=5',
    'max-age=1, S-MaxAge=5',
    'no-store',
    'private',
    'max-age=5, private',
  ])('keeps a directive for shared caches, %j, when no cookie is set', (value) => {
    expect(apply({ 'cache-control': value, 'cdn-cache-control': 'max-age=9' }, used)).toEqual({
      vary: 'Cookie',
      'cache-control': value,
      'cdn-cache-control': 'max-age=9',
    });
  });

  it.each([
    'max-age=0',
    'max-age=60',
    'no-cache',
    'must-revalidate, max-age=5',
    'private="x-name"',
    'ext="public"',
    'public-ish',
  ])('adds private to directives that concern browsers only: %j', (value) => {
    const kept = value.startsWith('private') ? '' : `, ${value}`;
    expect(apply({ 'cache-control': value }, used)).toEqual({ vary: 'Cookie', 'cache-control': `private${kept}` });
  });

  it.each([
    ['public, max-age=0', {}, 'private, max-age=0'],
    ['public, max-age=0', { 'accept-ranges': 'bytes' }, 'private, max-age=0'],
    ['public, max-age=3600', { 'accept-ranges': 'bytes' }, 'private, max-age=3600'],
    ['public, max-age=31536000, immutable', { 'accept-ranges': 'bytes' }, 'private, max-age=31536000, immutable'],
    ['public, s-maxage=60', { 'accept-ranges': 'bytes' }, 'public, s-maxage=60'],
  ])('does not take the default header of `send` for a choice of the handler: %j with %j', (value, others, after) => {
    expect(apply({ 'cache-control': value, ...others }, used)).toEqual({
      vary: 'Cookie',
      'cache-control': after,
      ...others,
    });
  });

  it('keeps CDN-Cache-Control when no cookie is set', () => {
    expect(apply({ 'cdn-cache-control': 'max-age=9' }, used)).toEqual({
      vary: 'Cookie',
      'cache-control': 'private',
      'cdn-cache-control': 'max-age=9',
    });
  });

  it.each([
    ['', 'private'],
    [' , ', 'private'],
    ['public', 'private'],
    ['PUBLIC', 'private'],
    ['public, max-age=60', 'private, max-age=60'],
    ['max-age=60', 'private, max-age=60'],
    ['max-age=60, s-maxage=600', 'private, max-age=60'],
    ['S-MaxAge = "600", must-revalidate', 'private, must-revalidate'],
    ['s-maxage', 'private'],
    ['no-store', 'no-store'],
    ['public, No-Store', 'No-Store'],
    ['private, no-store', 'private, no-store'],
    ['max-age=5, private', 'max-age=5, private'],
    ['no-cache', 'private, no-cache'],
    ['no-cache="set-cookie, public", max-age=1', 'private, no-cache="set-cookie, public", max-age=1'],
    ['private="x, y", max-age=1', 'private, max-age=1'],
    ['private="x, public"', 'private'],
    ['private = "a\\", no-store, \\"b"', 'private'],
    ['ext="no-store"', 'private, ext="no-store"'],
    ['ext="a, private, b"', 'private, ext="a, private, b"'],
    ['ext="a\\\\", public', 'private, ext="a\\\\"'],
    ['no-store=1', 'private, no-store=1'],
    ['publicity, s-maxage-extra=1', 'private, publicity, s-maxage-extra=1'],
    ['no-cache="open, s-maxage=5', 'private, no-cache="open, s-maxage=5'],
    ['proxy-revalidate, immutable', 'private, proxy-revalidate, immutable'],
  ])('turns Cache-Control: %j into %j when a cookie is set', (before, after) => {
    expect(cacheControl(before)).toBe(after);
  });

  it('removes headers for CDNs only when a cookie is set', () => {
    const initial = Object.fromEntries(
      [
        'cdn-cache-control',
        'cloudflare-cdn-cache-control',
        'vercel-cdn-cache-control',
        'akamai-cache-control',
        'anybody-s-own-cache-control',
        'netlify-cdn-cache-control',
        'surrogate-control',
        'edge-control',
        'x-accel-expires',
      ].map((name) => [name, 'max-age=600']),
    );
    expect(apply({ ...initial, etag: '"1"' }, setting)).toEqual({
      vary: 'Cookie',
      'cache-control': 'private',
      etag: '"1"',
    });
  });

  const directive: fc.Arbitrary<string> = fc.constantFrom(
    'public',
    'private',
    'no-store',
    'no-cache',
    's-maxage=1',
    'max-age=1',
    'private="a, b"',
    'no-cache="a, public"',
    'x="\\""',
    '',
    '"',
  );

  it('forbids shared caches to store a cookie, keeps directives for browsers, and has no effect when repeated', () => {
    fc.assert(
      fc.property(fc.array(directive), fc.boolean(), (directives, accessed) => {
        const initial = { 'cache-control': directives.join(',') };
        const once = apply(initial, { accessed, cookie: true });
        expect(once).toEqual(apply(initial, { accessed, cookie: true }, 3));
        if (directives.includes('"')) return;
        const after = once['cache-control']!;
        expect(/(^|, )(private|no-store)(,|$)/.test(after)).toBe(true);
        expect(/(^|, )(public|s-maxage|private=)/.test(after.replace(/"a, [^"]*"/g, ''))).toBe(false);
        for (const kept of ['no-store', 'no-cache', 'max-age=1']) {
          if (directives.includes(kept)) expect(after.split(', ')).toContain(kept);
        }
      }),
    );
  });
});
