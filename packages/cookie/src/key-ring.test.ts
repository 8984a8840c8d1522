import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KeyRing } from './key-ring.js';
import type { SealingKey } from './store-options.js';

const key = (name: string, next?: boolean): SealingKey => ({
  name,
  secret: randomBytes(32),
  ...(next !== undefined && { next }),
});

describe('a key ring', () => {
  it('seals with the first key that is not next', () => {
    expect(new KeyRing([key('a'), key('b')]).sealing.name).toBe('a');
    expect(new KeyRing([key('c', true), key('a'), key('b', false)]).sealing.name).toBe('a');
  });

  it('finds keys by name, and reports which are former keys', () => {
    const ring = new KeyRing([key('c', true), key('a'), key('b'), key('d', true)]);
    const former = ['a', 'b', 'c', 'd'].map((name) => ring.find(name)?.isFormer);
    expect(former).toEqual([false, true, false, false]);
    expect(ring.find('e')).toBeUndefined();
    expect(ring.find('__proto__')).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['not an array', { a: 'secret' }, /must be an array of keys/],
    ['null in place of a key', [null], /must be objects with name and secret/],
    ['a bare secret', ['8sXhU6hhyQ1vY7kq0p3Gd7vV0o0n5yJm1cQe2b4Zr9w'], /must be objects with name and secret/],
    ['an unknown option', [{ ...key('a'), nxt: true }], /keys\.nxt is not a known option/],
    ['a string for next', [{ ...key('a'), next: 'false' }], /must have true or false as "next"/],
    ['empty', [], /no key to seal with\. Make one with: node/],
    ['only next keys', [key('a', true)], /no key to seal with/],
    ['two keys of one name', [key('a'), key('a')], /two keys with the name "a"/],
    ['a name with a dot', [key('a.b')], /names of 1 to 32/],
    ['a name that is too long', [key('a'.repeat(33))], /names of 1 to 32/],
    ['no name', [{ secret: randomBytes(32) }], /names of 1 to 32/],
    [
      'a weak secret',
      [key('a'), { name: 'b', secret: 'keyboard cat' }],
      /the secret of "b" is not base64url\. Make one with/,
    ],
  ])('is refused when it is or has %s', (_, keys, message) => {
    const build = () => new KeyRing(keys as SealingKey[]);
    expect(build).toThrow(message);
    expect(build).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }) as Error);
    expect(build).not.toThrow('keyboard cat');
  });

  it('is refused when two names have one secret: removing one name would revoke nothing', () => {
    const { secret } = key('a');
    expect(
      () =>
        new KeyRing([
          { name: 'a', secret },
          { name: 'b', secret },
        ]),
    ).toThrow(/one secret for "a" and "b"/);
  });

  it('shows no secret when it is printed', () => {
    const secret = randomBytes(32).toString('base64url');
    const shown = inspect(new KeyRing([{ name: 'a', secret }]), { depth: 9, showHidden: true });
    expect(shown).not.toContain(secret);
    expect(shown).not.toMatch(/Uint8Array|Map/);
  });
});
