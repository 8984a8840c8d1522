import { describe, expect, it } from 'vitest';
import { Money } from '../test/money.js';
import { refusal } from '../test/refusal.js';

// oxlint-disable-next-line eslint/no-sparse-arrays -- It is the value to refuse.
const withHole = [1, , 2];

class Sub extends Map {}
class SubDate extends Date {}
class SubArray extends Array {}
class Tagged {
  readonly [Symbol.toStringTag] = 'Map';
}
class Lying {
  get [Symbol.toStringTag](): string {
    throw new Error('must not be called');
  }
}

describe('serialize refuses', () => {
  it.each<[string, unknown, string]>([
    ['a function', { f: [() => 1] }, '$.f[0]: devalue cannot keep a function'],
    ['a symbol', new Map([['k', Symbol('x')]]), '$.get("k"): devalue cannot keep a symbol'],
    ['a symbol key', { [Symbol('x')]: 1 }, '$: devalue cannot keep a symbol as key'],
    ['a promise', new Set([1, Promise.resolve()]), '$.values()[1]: devalue cannot keep an instance of Promise. Reg'],
    ['a bad key', new Map([[[new WeakMap()], 1]]), '$.keys()[0][0]: devalue cannot keep an instance of WeakMap'],
    ['under an object key', new Map([[{}, [Symbol('')]]]), '$.values()[0][0]: '],
    ['under a number key', new Map([[5, Symbol('')]]), '$.get(5): '],
    ['a boxed value', { n: Object(1) as unknown }, '$.n: devalue cannot keep an instance of Number'],
    ['an error', [new TypeError('x')], '$[0]: devalue cannot keep an instance of TypeError'],
    ['an instance', { 'a b': new Money(1) }, '$["a b"]: devalue cannot keep an instance of Money. Register its class'],
    ['a subclass of Map', [new Sub()], '$[0]: devalue cannot keep an instance of Sub'],
    ['a subclass of Date', [new SubDate()], '$[0]: devalue cannot keep an instance of SubDate'],
    ['a subclass of Array', [new SubArray()], '$[0]: devalue cannot keep an instance of SubArray'],
    ['an object with the tag of a Map', [new Tagged()], '$[0]: devalue cannot keep an instance of Tagged'],
    ['an object with a getter for its tag', [new Lying()], '$[0]: devalue cannot keep an instance of Lying'],
    ['no Map', Object.create(Map.prototype), '$: devalue cannot keep an instance of Map'],
    ['no Date', Object.create(Date.prototype), '$: devalue cannot keep an instance of Date'],
    ['a Buffer', [Buffer.from('x')], '$[0]: devalue cannot keep an instance of Buffer. Store new Uint8Array(…) of it'],
    ['a part of a buffer', new Uint8Array(new ArrayBuffer(8), 1, 2), '$: devalue cannot keep a view of a part of its'],
    [
      'a view of shared memory',
      new Uint8Array(new SharedArrayBuffer(1)),
      '$.buffer: devalue cannot keep an instance of Shared',
    ],
    ['a view with a property', Object.assign(new Uint8Array(1), { a: 1 }), '$: devalue cannot keep a view with'],
    ['a hole', withHole, '$: devalue cannot keep an array with holes or properties'],
    ['a long hole', Object.assign([], { length: 2 ** 32 - 1 }), '$: devalue cannot keep an array with holes'],
    [
      'a property of an array',
      Object.assign([1], { a: 1 }),
      '$: devalue cannot keep an array with holes or properties',
    ],
    [
      'a hidden item',
      [Object.defineProperty([1, 2], 1, { value: 2, enumerable: false })],
      '$[0][1]: devalue cannot keep a hidden property or an accessor',
    ],
    [
      'an item that is read by code',
      Object.defineProperty([1], 0, { get: () => 1, enumerable: true }),
      '$[0]: devalue cannot keep a hidden property or an accessor',
    ],
    [
      'an item that can only be set',
      Object.defineProperty([1], 0, { set() {}, enumerable: true }),
      '$[0]: devalue cannot keep a hidden property or an accessor',
    ],
    [
      'a property of a Map',
      Object.assign(new Map(), { a: 1 }),
      '$: devalue cannot keep a Map with properties of its own',
    ],
    ['a method of a Date', Object.assign(new Date(0), { toISOString: 1 }), '$: devalue cannot keep a Date with'],
    ['a RegExp in use', Object.assign(/x/g, { lastIndex: 1 }), '$: devalue cannot keep a RegExp that is in use'],
    ['a RegExp with more', Object.assign(/x/g, { a: 1 }), '$: devalue cannot keep a RegExp with properties'],
    ['__proto__', { a: JSON.parse('{"__proto__":1}') as unknown }, '$.a.__proto__: devalue cannot keep a key that is'],
    ['a prototype', Object.create({ a: 1 }), '$: devalue cannot keep an instance of an unnamed class'],
    ['a hidden property', Object.defineProperty({}, 'a', { value: 1 }), '$.a: devalue cannot keep a hidden property'],
    [
      'a Date with the prototype of a plain object',
      Object.setPrototypeOf(new Date(), Object.prototype),
      '$: devalue cannot keep an object that',
    ],
    [
      'arguments',
      (function () {
        return arguments;
      })(),
      '$: devalue cannot keep',
    ],
  ])('%s', (_name, value, message) => {
    expect(refusal(value).slice(0, message.length)).toBe(message);
  });

  it('a seventeenth view of one buffer', () => {
    const buffer = new ArrayBuffer(4);
    expect(refusal(Array.from({ length: 17 }, () => new Uint8Array(buffer)))).toBe(
      '$[16]: devalue cannot keep more than 16 views of one buffer',
    );
  });

  it('patterns of more than ten thousand characters together', () => {
    const pattern = new RegExp('a'.repeat(5001));
    expect(refusal([new RegExp(pattern), [new RegExp(pattern)]])).toBe(
      '$[1][0]: devalue cannot keep regular expressions of more than 10000 characters together',
    );
  });

  it('a detached buffer', () => {
    const buffer = new ArrayBuffer(4);
    structuredClone(buffer, { transfer: [buffer] });
    expect(refusal([buffer])).toBe('$[0]: devalue cannot keep a detached ArrayBuffer');
  });

  it('getters, and does not run them', () => {
    const trap = () => {
      throw new Error('must not be called');
    };
    expect(
      refusal({
        get a() {
          return trap();
        },
      }),
    ).toMatch(/^\$\.a: .*accessor/);
    expect(refusal([Object.defineProperty({}, 'b', { get: trap, enumerable: true })])).toMatch(
      /^\$\[0\]\.b: .*accessor/,
    );
  });

  it('a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(refusal([proxy])).toMatch(/fails while it is written$/);
  });

  it('a proxy that changes from one read to the next', () => {
    let reads = 0;
    const shifty = new Proxy({ a: 1 }, { get: () => (reads++ ? Symbol('x') : () => 1) });
    expect(refusal([shifty])).toBe('$: devalue cannot keep a value that changes or fails while it is written');
  });
});
