import { expect, it } from 'vitest';
import * as node from './node.js';
import * as web from './web.js';

it('both platforms compute the same digest and return random bytes', () => {
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

it('hasNothingBesideItems is true only on Node, and only for an array without further properties', () => {
  const list = Array.from({ length: 1000 }, (_, index) => ({ index }));
  expect([web.hasNothingBesideItems(list), node.hasNothingBesideItems(list)]).toEqual([false, true]);
  let isCodeRun = false;
  const run = (): string => {
    isCodeRun = true;
    return '';
  };
  const named = class {
    static get name(): string {
      return run();
    }
  };
  for (const [key, property] of [
    ['raw', { value: list }],
    ['length ', { value: 1000, enumerable: true }],
    ['constructor', { value: named }],
    [Symbol.toStringTag, { get: run }],
    ['accessor', { get: run, enumerable: true }],
  ] as const) {
    expect(node.hasNothingBesideItems(Object.defineProperty([...list], key, property))).toBe(false);
  }
  expect(isCodeRun).toBe(false);
});
