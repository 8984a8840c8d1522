import { expect, it } from 'vitest';
import { parseVersion, versionOf } from './state-version.js';

it('is parsed to the same state, even if the CAS id is larger than a number can hold', () => {
  const state = { cas: '18446744073709551615', createdAt: 1_764_000_000_000, expiresAt: 1_765_209_600_000 };
  expect(versionOf(state)).toBe('18446744073709551615:1764000000000:1765209600000');
  expect(parseVersion(versionOf(state))).toEqual(state);
});

it.each([
  '',
  '1',
  '1:2',
  '1:2:3:4',
  '18446744073709551616:2:3',
  '0:2:3',
  '-1:2:3',
  'a:2:3',
  '1::3',
  '1:2:',
  '1:x:3',
  '1 2:3:4',
  '1\r\n:2:3',
])('is not a version of this store: %j', (version) => {
  expect(parseVersion(version)).toBeUndefined();
});
