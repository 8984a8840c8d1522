import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/runs.js';
import { readCookie } from './read-cookie.js';

const read = (header: string | undefined, name = 'sid') => {
  const found = readCookie(header, name);
  return typeof found === 'object' ? found.value : found;
};

describe('readCookie', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    [';;; ;', undefined],
    ['sid', undefined],
    ['sid;', undefined],
    ['sidx', undefined],
    ['=abc', undefined],
    ['=sid=abc', undefined],
    ['a=sid=abc', undefined],
    ['xsid=abc', undefined],
    ['sidx=abc', undefined],
    ['SID=abc', undefined],
    ['s%69d=abc', undefined],
    ['"sid"=abc', undefined],
    ['a=b, sid=abc', undefined],
    ['sid=', ''],
    ['sid=abc', 'abc'],
    ['a=b; sid=abc; c=d', 'abc'],
    ['a=b;sid=abc;c=d', 'abc'],
    [' \t sid \t=\t abc \t', 'abc'],
    ['sid==a=b=', '=a=b='],
    ['sid=%41%zz%', '%41%zz%'],
    ['sid="abc"', 'abc'],
    ['sid= "abc" ', 'abc'],
    ['sid=""', ''],
    ['sid="', '"'],
    ['sid="abc', '"abc'],
    ['sid=abc"', 'abc"'],
    ['sid=""abc""', '"abc"'],
    ['sid=" abc "', ' abc '],
    ['sid="a\nb"', 'a\nb'],
    ['sid=a\0\ud800\n', 'a\0\ud800\n'],
    ['$Version=1; sid=abc; $Path=/', 'abc'],
  ])('reads %j as %j', (header, value) => {
    expect(read(header)).toBe(value);
  });

  it.each(['sid=a; sid=b', 'sid=a;sid=a', 'sid=;sid=', 'sid=a; b=c; sid =d', 'sid=a; sid="a"', 'sid=a; sid=a; sid=a'])(
    'reports %j as a duplicate',
    (header) => {
      expect(readCookie(header, 'sid')).toBe('duplicate');
    },
  );

  it('does not count a similar name, another case or a name without a value as a duplicate', () => {
    expect(read('sid=a; SID=b; sid; sidx=c; =sid')).toBe('a');
  });

  it('ends a quoted value at the next semicolon', () => {
    expect(read('a="x; sid=abc; b=y"')).toBe('abc');
    expect(read('sid="x; b=y"')).toBe('"x');
  });

  it.each(['\u00a0', '\u2000', '\u3000', '\ufeff', '\v', '\f', '\r', '\n', '\u0085', '\u00e2\u0080\u0080'])(
    'does not take a name beside the blank %j for the prefixed name',
    (blank) => {
      expect(readCookie(`${blank}__Host-sid=evil`, '__Host-sid')).toBeUndefined();
      expect(readCookie(`__Host-sid${blank}=evil; __Host-sid=good`, '__Host-sid')).toEqual({ value: 'good' });
      expect(readCookie(`__Host-sid=${blank}a`, '__Host-sid')).toEqual({ value: `${blank}a` });
    },
  );

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '.*', '$&', 's.d'])(
    'reads %j from the header only, not from a prototype or as a pattern',
    (name) => {
      expect(readCookie('sid=abc', name)).toBeUndefined();
      expect(readCookie(`${name}=abc`, name)).toEqual({ value: 'abc' });
      expect({}).not.toHaveProperty('abc');
    },
  );

  const token = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_.$')), minLength: 1, maxLength: 4 });
  const value = fc.string({ unit: fc.constantFrom(...Array.from('abc019=%&/+')), maxLength: 8 });

  it('finds a cookie at any position of any header', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(token, value)), token, value, fc.nat(), (others, name, wanted, place) => {
        const pairs = others.filter(([other]) => other !== name).map(([other, text]) => `${other}=${text}`);
        pairs.splice(place % (pairs.length + 1), 0, `${name}=${wanted}`);
        expect(readCookie(pairs.join('; '), name)).toEqual({ value: wanted });
        expect(readCookie([...pairs, `${name}=${wanted}`].join('; '), name)).toBe('duplicate');
      }),
    );
  });

  it('accepts any text and returns a part of it', () => {
    const piece = fc.constantFrom('sid', '=', ';', '"', ' ', '\t', '\\', ',', 'x', '\0', '\ud800', '%');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (header) => {
          const found = readCookie(header, 'sid');
          if (typeof found === 'object') expect(header).toContain(found.value);
          else if (found) expect(header.split('sid').length).toBeGreaterThan(2);
          if (!header.includes('sid')) expect(found).toBeUndefined();
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
