import { isDeepStrictEqual } from 'node:util';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import { DeserializeError, SerializeError } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { createDevalueSerializer, devalueSerializer } from './devalue-serializer.js';
import { Money, moneyClass } from '../test/money.js';

const { serialize, deserialize } = devalueSerializer;
const roundTrip = (value: unknown) => deserialize(serialize(value));

function refusal(value: unknown, serializer = devalueSerializer): string {
  try {
    return `accepted: ${serializer.serialize(value)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(SerializeError);
    return (error as SerializeError).message;
  }
}

const nested = (depth: number, inner: unknown = []): unknown =>
  depth <= 1 ? inner : { a: nested(depth - 1, inner) };

describe('serialize', () => {
  it.each<unknown>([
    undefined,
    null,
    NaN,
    Infinity,
    -Infinity,
    -0,
    -1,
    -7,
    0n,
    -(2n ** 200n),
    'text\0\u2028<\ud800',
    new Date(0),
    new Date(-8.64e15),
    /a\/b[\n]\u2028/dgimsuy,
    new RegExp('\ud800'),
    new RegExp(''),
    new Map<unknown, unknown>([
      [1, 'a'],
      ['1', { b: undefined }],
      [NaN, -0],
      [{}, new Map()],
    ]),
    new Set<unknown>([NaN, 'a', new Set(), [undefined]]),
    new Uint8Array([0, 255]),
    new Uint8ClampedArray(0),
    new Float64Array([-0, NaN, 1e300]),
    new BigInt64Array([-1n]),
    new DataView(new ArrayBuffer(3)),
    new Uint8Array([1, 2, 3]).buffer,
    [undefined, , 1].slice(0, 1),
    { a: undefined, then: 'not a promise', constructor: 1, toString: 2, toJSON: 'text' },
    Object.assign(Object.create(null), { 'a b': 1, 2: 3, 1: { x: Object.create(null) } }),
  ])('keeps %o', (value) => {
    expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
    expect(serialize(roundTrip(value))).toBe(serialize(value));
  });

  it('keeps an invalid date as one', () => {
    expect((roundTrip([new Date(NaN)]) as [Date])[0].getTime()).toBeNaN();
  });

  it.each(['https://user@example.org:81/a%20b?c=d#e', 'file:///tmp/x', 'data:text/plain,a'])('keeps the URL %s', (url) => {
    const { searchParams } = new URL(url);
    const back = roundTrip({ url: new URL(url), searchParams }) as { url: URL; searchParams: URLSearchParams };
    expect(back.url).toBeInstanceOf(URL);
    expect(back.url.href).toBe(url);
    expect([...back.searchParams]).toEqual([...searchParams]);
  });

  it('keeps one object in several places as one, and cycles', () => {
    const shared = new Date(5);
    const buffer = new ArrayBuffer(8);
    const value = { list: [shared, shared], map: new Map<unknown, unknown>(), views: [new Uint8Array(buffer), new DataView(buffer)] };
    value.map.set(value, value.list).set('map', value.map);
    const back = roundTrip(value) as typeof value;
    expect(back.list[0]).toBe(back.list[1]);
    expect(back.map.get(back)).toBe(back.list);
    expect(back.map.get('map')).toBe(back.map);
    expect(back.views[0]!.buffer).toBe(back.views[1]!.buffer);
  });

  it('keeps what comes from another realm', () => {
    const code = '({ a: [new Map([[1, new Date(3)]]), new Set([/x/g]), new Uint8Array([1, 2]), Object.create(null)] })';
    const back = roundTrip(runInNewContext(code)) as { a: [Map<number, Date>, Set<RegExp>, Uint8Array, object] };
    expect(back.a[0]).toEqual(new Map([[1, new Date(3)]]));
    expect(back.a[1]).toEqual(new Set([/x/g]));
    expect(back.a[2]).toEqual(new Uint8Array([1, 2]));
    const context = createContext({ URL });
    expect(roundTrip(runInContext('new URL("a:b")', context))).toEqual(new URL('a:b'));
  });

  it('keeps frozen objects, and leaves what it is given as it is', () => {
    const value = Object.freeze({ list: Object.freeze([1, undefined]), map: Object.freeze(new Map([[1, 2]])) });
    expect(roundTrip(value)).toEqual(value);
  });

  it('keeps 128 containers in one another, and refuses more of them', () => {
    expect(roundTrip(nested(128))).toEqual(nested(128));
    expect(refusal(nested(129))).toMatch(/^\$(\.a){128}: devalue cannot keep nested deeper than 128$/);
    expect(refusal(nested(100_000 / 100, new Map()))).toMatch(/nested deeper/);
  });
});

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
    ['what says that it is a Map', [new Tagged()], '$[0]: devalue cannot keep an instance of Tagged'],
    ['what says so by code', [new Lying()], '$[0]: devalue cannot keep an instance of Lying'],
    ['no Map', Object.create(Map.prototype), '$: devalue cannot keep an instance of Map'],
    ['no Date', Object.create(Date.prototype), '$: devalue cannot keep an instance of Date'],
    ['a Buffer', [Buffer.from('x')], '$[0]: devalue cannot keep an instance of Buffer. Store new Uint8Array(…) of it'],
    ['a part of a buffer', new Uint8Array(new ArrayBuffer(8), 1, 2), '$: devalue cannot keep a view of a part of its'],
    ['a view of shared memory', new Uint8Array(new SharedArrayBuffer(1)), '$.buffer: devalue cannot keep an instance of Shared'],
    ['a view with a property', Object.assign(new Uint8Array(1), { a: 1 }), '$: devalue cannot keep a view with'],
    ['a hole', [1, , 2], '$: devalue cannot keep an array with holes or properties'],
    ['a long hole', Object.assign([], { length: 2 ** 32 - 1 }), '$: devalue cannot keep an array with holes'],
    ['a property of an array', Object.assign([1], { a: 1 }), '$: devalue cannot keep an array with holes or properties'],
    ['a property of a Map', Object.assign(new Map(), { a: 1 }), '$: devalue cannot keep a Map with properties of its own'],
    ['a method of a Date', Object.assign(new Date(0), { toISOString: 1 }), '$: devalue cannot keep a Date with'],
    ['a RegExp in use', Object.assign(/x/g, { lastIndex: 1 }), '$: devalue cannot keep a RegExp that is in use'],
    ['a RegExp with more', Object.assign(/x/g, { a: 1 }), '$: devalue cannot keep a RegExp with properties'],
    ['__proto__', { a: JSON.parse('{"__proto__":1}') as unknown }, '$.a.__proto__: devalue cannot keep a key that is'],
    ['a prototype', Object.create({ a: 1 }), '$: devalue cannot keep an instance of an unnamed class'],
    ['a hidden property', Object.defineProperty({}, 'a', { value: 1 }), '$.a: devalue cannot keep a hidden property'],
    ['a Date that looks plain', Object.setPrototypeOf(new Date(), Object.prototype), '$: devalue cannot keep an object that'],
    ['arguments', (function (..._: unknown[]) { return arguments; })(1), '$: devalue cannot keep'],
  ])('%s', (_name, value, message) => {
    expect(refusal(value).slice(0, message.length)).toBe(message);
  });

  it('what a detached buffer held', () => {
    const buffer = new ArrayBuffer(4);
    structuredClone(buffer, { transfer: [buffer] });
    expect(refusal([buffer])).toBe('$[0]: devalue cannot keep a detached ArrayBuffer');
  });

  it('getters, and does not run them', () => {
    const trap = () => {
      throw new Error('must not be called');
    };
    expect(refusal({ get a() { return trap(); } })).toMatch(/^\$\.a: .*accessor/);
    expect(refusal([Object.defineProperty({}, 'b', { get: trap, enumerable: true })])).toMatch(/^\$\[0\]\.b: .*accessor/);
  });

  it('a proxy that shows one thing and then another', () => {
    let reads = 0;
    const shifty = new Proxy({ a: 1 }, { get: () => (reads++ ? Symbol('x') : () => 1) });
    expect(refusal([shifty])).toBe('$: devalue cannot keep what changes while it is written');
  });
});

describe('registered classes', () => {
  const serializer = createDevalueSerializer({ classes: { Money: moneyClass } });

  it('come back as instances, wherever they stand, each as one object', () => {
    const price = new Money(0);
    const value = { price, again: price, map: new Map([[price, [new Money(-5)]]]) };
    const back = serializer.deserialize(serializer.serialize(value)) as typeof value;
    expect(back).toEqual(value);
    expect(back.price).toBeInstanceOf(Money);
    expect(back.again).toBe(back.price);
    expect(back.map.has(back.price)).toBe(true);
  });

  it.each<unknown>([0, '', null, undefined, false, NaN, 0n, [], new Map([[1, new Money(1)]])])(
    'may have %o as their plain form',
    (plain) => {
      class Holder {
        readonly held: unknown;
        constructor(held: unknown) {
          this.held = held;
        }
      }
      const { serialize: write, deserialize: read } = createDevalueSerializer({
        classes: {
          Holder: { class: Holder, toPlain: ({ held }) => held, fromPlain: (held) => new Holder(held) },
          Money: moneyClass,
        },
      });
      expect(read(write([new Holder(plain)]))).toEqual([new Holder(plain)]);
    },
  );

  it('are refused with the path into what toPlain gave', () => {
    class Order {
      lines: unknown[] = [1, Symbol('x')];
    }
    const orders = createDevalueSerializer({
      classes: { Order: { class: Order, toPlain: ({ lines }) => ({ lines }), fromPlain: () => new Order() } },
    });
    expect(refusal({ order: new Order() }, orders)).toBe('$.order.lines[1]: devalue cannot keep a symbol');
  });

  it('do not cover their subclasses', () => {
    class Euro extends Money {}
    expect(refusal([new Euro(1)], serializer)).toMatch(/^\$\[0\]: devalue cannot keep an instance of Euro/);
  });

  it('may not be part of a cycle, on whatever way', () => {
    class Part {
      whole: unknown;
    }
    const parts = createDevalueSerializer({
      classes: {
        Part: {
          class: Part,
          toPlain: ({ whole }) => ({ whole }),
          fromPlain: (plain) => Object.assign(new Part(), plain),
        },
      },
    });
    const self = new Part();
    self.whole = [self];
    expect(refusal({ self }, parts)).toMatch(/^\$\.self\.whole\[0\]: .*cycle through an instance/);
    const whole: Record<string, unknown> = {};
    whole['way'] = { back: whole };
    const part = new Part();
    part.whole = whole['way'];
    whole['part'] = part;
    expect(refusal({ whole }, parts)).toMatch(/^\$\.whole\.part: .*an instance of Part within a cycle/);
    delete whole['part'];
    const beside = { whole, part };
    expect((parts.deserialize(parts.serialize(beside)) as typeof beside).part).toBeInstanceOf(Part);
  });

  it('tell when their own functions fail', () => {
    const failing = createDevalueSerializer({
      classes: {
        Money: {
          class: Money,
          toPlain: ({ cents }) => {
            if (cents < 0) throw new RangeError('negative');
            return cents;
          },
          fromPlain: (cents) => {
            if (cents === 1) throw new RangeError('one');
            return cents === 2 ? (Object.create(null) as Money) : new Money(cents as number);
          },
        },
      },
    });
    expect(refusal([new Money(-1)], failing)).toBe('$[0]: devalue cannot keep toPlain of the class "Money" failed');
    const read = (cents: number) => () => failing.deserialize(serializer.serialize(new Money(cents)));
    expect(read(1)).toThrow(expect.objectContaining({ code: 'DESERIALIZE', cause: new RangeError('one') }) as Error);
    expect(read(2)).toThrow(/made something else/);
    expect(read(3)()).toEqual(new Money(3));
  });

  it('that are not registered are not made, and the error names them', () => {
    const text = serializer.serialize(new Money(5));
    expect(() => deserialize(text)).toThrow(DeserializeError);
    expect(() => deserialize(text)).toThrow(/the class "Money", which is not registered/);
  });

  it.each<[string, object, RegExp]>([
    ['a quote in a name', { classes: { 'a"b': moneyClass } }, /name of a class/],
    ['an empty name', { classes: { '': moneyClass } }, /name of a class/],
    ['two names for one class', { classes: { A: moneyClass, B: moneyClass } }, /registered as "A" already/],
    ['what is kept already', { classes: { A: { ...moneyClass, class: Map } } }, /kept already/],
    ['plain objects', { classes: { A: { ...moneyClass, class: Object } } }, /kept already/],
    ['arrays', { classes: { A: { ...moneyClass, class: Array } } }, /kept already/],
    ['typed arrays', { classes: { A: { ...moneyClass, class: Uint8Array } } }, /kept already/],
    ['a missing function', { classes: { A: { class: Money, toPlain: () => 1 } } }, /\{ class, toPlain, fromPlain \}/],
    ['no class', { classes: { A: { ...moneyClass, class: () => 1 } } }, /\{ class, toPlain, fromPlain \}/],
    ['no classes', { classes: 'Money' }, /classes: /],
    ['an unknown option', { klasses: {} }, /klasses/],
  ])('cannot be registered with %s', (_name, options, message) => {
    const create = () => createDevalueSerializer(options);
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }) as Error);
    expect(create).toThrow(message);
  });

  it('may be Buffer', () => {
    const buffers = createDevalueSerializer({
      classes: {
        Buffer: { class: Buffer, toPlain: (bytes) => new Uint8Array(bytes), fromPlain: (bytes) => Buffer.from(bytes as Uint8Array) },
      },
    });
    expect(buffers.deserialize(buffers.serialize([Buffer.from('abc')]))).toEqual([Buffer.from('abc')]);
  });
});
