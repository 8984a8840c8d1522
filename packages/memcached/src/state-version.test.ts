import type { SessionId } from '@sess/core';
import { expect, it } from 'vitest';
import { parseVersion, versionOf } from './state-version.js';

const id = 'a'.repeat(40) as SessionId;

it('is parsed to the same state, even if the CAS id is larger than a number can hold', () => {
  const state = { cas: '18446744073709551615', createdAt: 1_764_000_000_000, expiresAt: 1_765_209_600_000 };
  expect(versionOf(id, state)).toMatch(/^18446744073709551615:1764000000000:1765209600000:[a-z\d]+$/);
  expect(parseVersion(id, versionOf(id, state))).toEqual(state);
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
  expect(parseVersion(id, version)).toBeUndefined();
});

it('is none of this store if any character was changed, added or left out', () => {
  const version = versionOf(id, { cas: '4', createdAt: 1_764_000_000_000, expiresAt: 1_765_209_600_000 });
  const others = [...version].flatMap((character, at) => {
    const [before, after] = [version.slice(0, at), version.slice(at + 1)];
    return ['', '0', '1', ' ', `${character} `, `0${character}`].map((changed) => before + changed + after);
  });
  const similar = [...others, ` ${version}`, `${version} `, `${version}:`, `+${version}`, version.toUpperCase()];
  const accepted = similar.filter((other) => other !== version && parseVersion(id, other) !== undefined);
  expect(accepted).toEqual([]);
});

it('is of one session: another server may give the same CAS id', () => {
  const other = 'b'.repeat(40) as SessionId;
  const state = { cas: '4', createdAt: 1_764_000_000_000, expiresAt: 1_765_209_600_000 };
  expect(parseVersion(other, versionOf(id, state))).toBeUndefined();
});
