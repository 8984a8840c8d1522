import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { findFault } from './json-value.js';

const nested = (depth: number, inner: unknown = []): unknown => {
  let outer = inner;
  for (let level = 1; level < depth; level++) outer = { a: outer };
  return outer;
};

describe('findFault', () => {
  it.each<[unknown, string, string]>([
    [undefined, '', 'undefined'],
    [() => 1, '', 'a function'],
    [class {}, '', 'a function'],
    [Symbol('secret'), '', 'a symbol'],
    [5n, '', 'a bigint'],
    [Number.NaN, '', 'NaN'],
    [Number.POSITIVE_INFINITY, '', 'Infinity'],
    [Number.NEGATIVE_INFINITY, '', '-Infinity'],
    [-0, '', '-0'],
    ['a\ud800', '', 'a lone surrogate'],
    ['\udc00\ud800', '', 'a lone surrogate'],
    [new Date(0), '', 'an instance of Date'],
    [new Date(Number.NaN), '', 'an instance of Date'],
    [new Map([[1, 2]]), '', 'an instance of Map'],
    [new Set(), '', 'an instance of Set'],
    [/a/, '', 'an instance of RegExp'],
    [new Error('secret'), '', 'an instance of Error'],
    [new Uint8Array(2), '', 'an instance of Uint8Array'],
    [Buffer.from('a'), '', 'an instance of Buffer'],
    [new URL('http://a.b'), '', 'an instance of URL'],
    [Promise.resolve(), '', 'an instance of Promise'],
    [Object(1), '', 'an instance of Number'],
    [Object('secret'), '', 'an instance of String'],
    [Object(true), '', 'an instance of Boolean'],
    [Object(1n), '', 'an instance of BigInt'],
    [Object(Symbol('secret')), '', 'an instance of Symbol'],
    [
      new (class Cart {
        sku = 'a';
      })(),
      '',
      'an instance of Cart',
    ],
    [new (class List extends Array {})(), '', 'an instance of List'],
    [Object.create({ inherited: 1 }), '', 'an instance of Object'],
    [Object.setPrototypeOf([], null), '', 'an instance of an unnamed class'],
    [Object.create(Object.create(null)), '', 'an instance of an unnamed class'],
    [runInNewContext('new Date(0)'), '', 'an instance of Date'],
    [runInNewContext('new (class Cart {})'), '', 'an instance of Cart'],
    [{ a: undefined }, '.a', 'undefined'],
    [[undefined], '[0]', 'undefined'],
    [{ a: { b: [1, { c: Number.NaN }] } }, '.a.b[1].c', 'NaN'],
    [{ cart: { 'a b': [0, 0, -0] } }, '.cart["a b"][2]', '-0'],
    [{ '0': { '': { '"]': 1n } } }, '["0"][""]["\\"]"]', 'a bigint'],
    [{ 'ä\n': -0, $_a1: 1 }, '["ä\\n"]', '-0'],
    [{ $_A1: -0 }, '.$_A1', '-0'],
    [{ 'a\n': -0 }, '["a\\n"]', '-0'],
    [{ 'x\ud800': 1 }, '["x\\ud800"]', 'a key that is not kept'],
    [JSON.parse('{"a":{"__proto__":{"admin":true}}}'), '.a.__proto__', 'a key that is not kept'],
    [Object.defineProperty({}, '__proto__', { value: 1, enumerable: true }), '.__proto__', 'a key that is not kept'],
    [{ a: { [Symbol('secret')]: 1 } }, '.a', 'a symbol as key'],
    [Object.defineProperty({}, Symbol('secret'), { value: 1 }), '', 'a symbol as key'],
    [{ a: Object.defineProperty({}, 'b', { value: 1 }) }, '.a.b', 'a hidden property or an accessor'],
    [
      {
        get a() {
          return 1;
        },
      },
      '.a',
      'a hidden property or an accessor',
    ],
    [{ set a(_: number) {} }, '.a', 'a hidden property or an accessor'],
    [Object.defineProperty([1], 0, { get: () => 1, enumerable: true }), '[0]', 'a hidden property or an accessor'],
    [Object.defineProperty([1, 2], 1, { set() {}, enumerable: true }), '[1]', 'a hidden property or an accessor'],
    [Object.defineProperty([1, 2], 1, { value: 2, enumerable: false }), '[1]', 'a hidden property or an accessor'],
    [Object.defineProperty([-0, 2], 1, { value: 2, enumerable: false }), '[0]', '-0'],
    [Object.defineProperty([], 'a', { value: 1 }), '', 'an array with holes or properties'],
    [Object.defineProperty([1], Symbol('secret'), { value: 1 }), '', 'an array with holes or properties'],
    [
      JSON.parse('[[1, 2, 3]]', (key, value: unknown) => (key === '1' ? undefined : value)),
      '[0]',
      'an array with holes or properties',
    ],
    [Object.assign([], { length: 3 }), '', 'an array with holes or properties'],
    [Object.assign([1], { extra: 1 }), '', 'an array with holes or properties'],
    [Object.assign([], { length: 1, extra: 1 }), '', 'an array with holes or properties'],
    [Object.assign([1], { [Symbol('secret')]: 1 }), '', 'an array with holes or properties'],
    [Object.assign([1], { '4294967295': 1 }), '', 'an array with holes or properties'],
    ['a'.match(/a/), '', 'an array with holes or properties'],
    [{ a: { toJSON: () => 1 } }, '.a.toJSON', 'a function'],
    [
      {
        a: 1,
        toJSON() {
          return this;
        },
      },
      '.toJSON',
      'a function',
    ],
  ])('refuses %o', (value, path, reason) => {
    expect(findFault(value)).toEqual({ path, reason });
  });

  const list = (...more: unknown[]): unknown[] => [...Array.from({ length: 300 }, () => 1), ...more];
  const holed = list();
  Reflect.deleteProperty(holed, 7);
  const throwing = {
    enumerable: true,
    get: () => {
      throw new Error('The getter was run.');
    },
  };

  it.each<[string, unknown[], string, string]>([
    ['a hidden property', Object.defineProperty(list(), 'raw', { value: [] }), '', 'an array with holes or properties'],
    ['a property', Object.assign(list(), { extra: 1 }), '', 'an array with holes or properties'],
    ['a constructor', Object.assign(list(), { constructor: class {} }), '', 'an array with holes or properties'],
    ['a symbol', Object.assign(list(), { [Symbol('a')]: 1 }), '', 'an array with holes or properties'],
    [
      'a hidden symbol',
      Object.defineProperty(list(), Symbol.toStringTag, { value: '' }),
      '',
      'an array with holes or properties',
    ],
    ['a hole', holed, '', 'an array with holes or properties'],
    [
      'a hole and a property',
      Object.assign([...holed], { length: 301, a: 1 }),
      '',
      'an array with holes or properties',
    ],
    [
      'a hidden item',
      Object.defineProperty(list(), 5, { value: 2, enumerable: false }),
      '[5]',
      'a hidden property or an accessor',
    ],
    [
      'an accessor',
      Object.defineProperty(list(), 5, { get: () => 1, enumerable: true }),
      '[5]',
      'a hidden property or an accessor',
    ],
    [
      'a getter, which is not run',
      Object.defineProperty(list(), 5, throwing),
      '[5]',
      'a hidden property or an accessor',
    ],
    ['a setter', Object.defineProperty(list(), 5, { set() {} }), '[5]', 'a hidden property or an accessor'],
    [
      'a getter beside the items, which is not run',
      Object.defineProperty(list(), 'total', throwing),
      '',
      'an array with holes or properties',
    ],
    ['-0', list(-0), '[300]', '-0'],
    ['items of a subclass', list(new (class List extends Array {})()), '[300]', 'an instance of List'],
    [
      'a property that only a proxy shows',
      new Proxy(list(), { ownKeys: (target) => [...Reflect.ownKeys(target), 'raw'] }),
      '',
      'an array with holes or properties',
    ],
  ])('refuses a long array with %s', (_, value, path, reason) => {
    expect(findFault(list(list(), {}))).toBeUndefined();
    expect(findFault(value)).toEqual({ path, reason });
  });

  it('refuses a cycle with the path where it closes, however wide it is', () => {
    const cart: Record<string, unknown> = { items: [{ sku: 'a' }] };
    (cart['items'] as unknown[]).push({ cart });
    expect(findFault({ cart })).toEqual({ path: '.cart.items[1].cart', reason: 'a cycle' });
    const self: unknown[] = [];
    self.push(self, self, self);
    expect(findFault(self)).toEqual({ path: '[0]', reason: 'a cycle' });
  });

  it('accepts 128 nested containers, and refuses more without a stack overflow', () => {
    expect(findFault(nested(128))).toBeUndefined();
    expect(findFault(nested(129))).toEqual({ path: '.a'.repeat(128), reason: 'containers nested deeper than 128' });
    expect(findFault(nested(100_000))?.reason).toBe('containers nested deeper than 128');
  });

  it('counts depth and ancestors for each branch', () => {
    const shared = {};
    expect(findFault([nested(127), nested(127), shared, [shared], shared])).toBeUndefined();
  });

  it('checks a repeated object a few times only, and refuses a value whose text would be too long', () => {
    // A serializer that keeps one object in two places may return this: a hundred lists, written as 2 ** 100 of them.
    const doubled = (times: number, inner: unknown): unknown =>
      times === 0 ? inner : doubled(times - 1, [inner, inner]);
    expect(findFault(doubled(10, {}))).toBeUndefined();
    expect(findFault({ a: doubled(100, {}) })?.reason).toBe(
      'as much as this: an object in several places counts in each',
    );
    const text = 'text'.repeat(1000);
    for (const item of [text, { [text]: 1 }]) {
      expect(findFault(Array.from({ length: 100_000 }, () => item))?.reason).toMatch(/^as much as this/);
    }
    expect(findFault([doubled(16, doubled(2, [])), doubled(16, {})])).toBeUndefined();
    expect(findFault(doubled(20, [0, -0]))?.path).toBe('[0]'.repeat(20) + '[1]');
    // Kept at one depth, and too deep at another.
    const low = nested(100);
    expect(findFault([doubled(17, []), low, nested(28, low)])).toBeUndefined();
    expect(findFault([doubled(17, []), low, nested(29, low)])?.reason).toBe('containers nested deeper than 128');
  });

  const withRawJson = JSON as { rawJSON?(text: string): object };
  it.skipIf(!withRawJson.rawJSON)('refuses the result of JSON.rawJSON', () => {
    expect(findFault({ a: withRawJson.rawJSON!('12345678901234567890') })).toEqual({
      path: '.a',
      reason: 'an object that toJSON or rawJSON rewrites',
    });
  });

  describe('with changed prototypes', () => {
    afterEach(() => {
      for (const prototype of [Object.prototype, Array.prototype]) Reflect.deleteProperty(prototype, 'toJSON');
    });

    it.each([
      ['objects', Object.prototype, { a: [1] }, '.a'],
      ['arrays', Array.prototype, { a: [1] }, '.a'],
      ['objects', Object.prototype, {}, ''],
    ])('refuses when all %s have a toJSON', (_, prototype, value, path) => {
      Object.defineProperty(prototype, 'toJSON', { value: () => 'changed', configurable: true });
      expect(findFault(value)).toEqual({ path, reason: 'an object that toJSON or rawJSON rewrites' });
    });
  });
});
