import { describe, expect, it } from 'vitest';
import { isSameTree } from './plain-tree.js';

describe.each([3, 300])('isSameTree of arrays with %d items', (length) => {
  const tree: unknown[] = Array.from({ length }, () => 1);

  it('is true for a copy', () => {
    expect(isSameTree(tree, [...tree])).toBe(true);
  });

  it.each<[string, (array: unknown[]) => unknown]>([
    ['an item', (array) => (array[1] = 2)],
    ['a hole', (array) => Reflect.deleteProperty(array, 1)],
    ['a property', (array) => Object.assign(array, { extra: 1 })],
    ['a symbol', (array) => Object.assign(array, { [Symbol('a')]: 1 })],
    ['another item', (array) => array.push(1)],
    ['an item less', (array) => array.pop()],
  ])('notices %s', (_, change) => {
    const copy = [...tree];
    change(copy);
    expect(isSameTree(tree, copy)).toBe(false);
  });

  it('distinguishes a hole from undefined', () => {
    const copy = tree.with(1, undefined);
    expect(isSameTree(tree.with(1, undefined), copy)).toBe(true);
    Reflect.deleteProperty(copy, 1);
    expect(isSameTree(tree.with(1, undefined), copy)).toBe(false);
  });
});
