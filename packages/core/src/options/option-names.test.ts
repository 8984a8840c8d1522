import { describe, expect, it } from 'vitest';
import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from './option-names.js';

const known = ['store', 'idleTimeout', 'absoluteTimeout', 'cookie', 'path', 'sameSite'];

function refusal(options: unknown): string | undefined {
  try {
    refuseUnknownOptions('SessionManager', options as object, known);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(SessionError);
    expect((error as SessionError).code).toBe('INVALID_OPTION');
    return (error as SessionError).message;
  }
}

describe('refuseUnknownOptions', () => {
  it('accepts all known options, some of them or none', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal(Object.fromEntries(known.map((name) => [name, undefined])))).toBeUndefined();
    expect(refusal(Object.assign(Object.create(null), { store: 1 }))).toBeUndefined();
  });

  it('ignores inherited properties', () => {
    expect(refusal(Object.create({ stray: 1 }))).toBeUndefined();
  });

  it.each([
    ['idelTimeout', 'idleTimeout'],
    ['idle_timeout', 'idleTimeout'],
    ['absolutTimeout', 'absoluteTimeout'],
    ['samesite', 'sameSite'],
    ['amesit', 'sameSite'],
    ['AMESIT', 'sameSite'],
    ['absTimeout', 'absoluteTimeout'],
    ['pith', 'path'],
    ['Store', 'store'],
    ['stores', 'store'],
    ['pth', 'path'],
    ['cookies', 'cookie'],
  ])('suggests a known option when %s is misspelled', (option, meant) => {
    expect(refusal({ store: 1, [option]: 1 })).toBe(
      `SessionManager.${option} is not a known option. Did you mean ${meant}?`,
    );
  });

  it.each(['ttl', 'sre', 'pi', 'maxAge', 'secret', 'x', '', '__proto__', 'constructor', 'toString', 'o'.repeat(200)])(
    'suggests nothing when %j resembles no known option',
    (option) => {
      expect(refusal(Object.fromEntries([[option, undefined]]))).toBe(
        `SessionManager.${option} is not a known option. Known options: store, idleTimeout, absoluteTimeout, cookie, path, sameSite`,
      );
    },
  );

  it.each([null, undefined, 'sid', 5, () => {}])('refuses %s as the options object', (options) => {
    expect(refusal(options)).toBe('SessionManager must be an object');
  });
});
