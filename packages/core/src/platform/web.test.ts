import { expect, it } from 'vitest';
import * as node from './node.js';
import * as web from './web.js';

it('both platforms make the same digest, and bytes that are random', () => {
  for (const text of [
    '',
    'abc',
    'a'.repeat(32),
    'é😀',
    ...[55, 56, 63, 64, 65, 119, 120, 1000].map((length) => 'k'.repeat(length)),
  ]) {
    expect(web.sha256Hex(text)).toBe(node.sha256Hex(text));
  }
  for (const platform of [web, node]) expect(platform.randomBytes(32)).not.toEqual(platform.randomBytes(32));
  expect(Object.keys(web).toSorted()).toEqual(Object.keys(node).toSorted());
});
