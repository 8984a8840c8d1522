import { isDeepStrictEqual } from 'node:util';
import { createContext, runInContext, runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { devalueSerializer } from './devalue-serializer.js';
import { refusal } from '../test/refusal.js';

const { serialize, deserialize } = devalueSerializer;
const roundTrip = (value: unknown) => deserialize(serialize(value));

const nested = (depth: number, inner: unknown = []): unknown => (depth <= 1 ? inner : { a: nested(depth - 1, inner) });

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
    [undefined],
    { a: undefined, constructor: 1, toString: 2, toJSON: 'text' },
    Object.assign(Object.create(null), { 'a b': 1, 2: 3, 1: { x: Object.create(null) } }),
  ])('keeps %o', (value) => {
    expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
    expect(serialize(roundTrip(value))).toBe(serialize(value));
  });

  it('keeps an invalid date as an invalid date', () => {
    expect((roundTrip([new Date(NaN)]) as [Date])[0].getTime()).toBeNaN();
  });

  it.each(['https://user@example.org:81/a%20b?c=d#e', 'file:///tmp/x', 'data:text/plain,a'])(
    'keeps the URL %s',
    (url) => {
      const { searchParams } = new URL(url);
      const back = roundTrip({ url: new URL(url), searchParams }) as { url: URL; searchParams: URLSearchParams };
      expect(back.url).toBeInstanceOf(URL);
      expect(back.url.href).toBe(url);
      expect([...back.searchParams]).toEqual([...searchParams]);
    },
  );

  it('keeps one object in several places as one, and cycles', () => {
    const shared = new Date(5);
    const buffer = new ArrayBuffer(8);
    const value = {
      list: [shared, shared],
      map: new Map<unknown, unknown>(),
      views: [new Uint8Array(buffer), new DataView(buffer)],
    };
    value.map.set(value, value.list).set('map', value.map);
    const back = roundTrip(value) as typeof value;
    expect(back.list[0]).toBe(back.list[1]);
    expect(back.map.get(back)).toBe(back.list);
    expect(back.map.get('map')).toBe(back.map);
    expect(back.views[0]!.buffer).toBe(back.views[1]!.buffer);
  });

  it('keeps values of another realm', () => {
    const code = '({ a: [new Map([[1, new Date(3)]]), new Set([/x/g]), new Uint8Array([1, 2]), Object.create(null)] })';
    const back = roundTrip(runInNewContext(code)) as { a: [Map<number, Date>, Set<RegExp>, Uint8Array, object] };
    expect(back.a[0]).toEqual(new Map([[1, new Date(3)]]));
    expect(back.a[1]).toEqual(new Set([/x/g]));
    expect(back.a[2]).toEqual(new Uint8Array([1, 2]));
    const context = createContext({ URL });
    expect(roundTrip(runInContext('new URL("a:b")', context))).toEqual(new URL('a:b'));
  });

  it('keeps frozen objects, and does not change the value', () => {
    const value = Object.freeze({ list: Object.freeze([1, undefined]), map: Object.freeze(new Map([[1, 2]])) });
    expect(roundTrip(value)).toEqual(value);
  });

  it('keeps 128 nested containers, and refuses more', () => {
    expect(roundTrip(nested(128))).toEqual(nested(128));
    expect(refusal(nested(129))).toMatch(/^\$(\.a){128}: devalue cannot keep containers nested deeper than 128$/);
    expect(refusal(nested(100_000 / 100, new Map()))).toMatch(/nested deeper/);
  });

  it('refuses a value that the JSON body of a request can contain with 400, and any other with 500', () => {
    for (const body of ['{"__proto__":1}', `${'['.repeat(130)}${']'.repeat(130)}`]) {
      expect(() => devalueSerializer.serialize(JSON.parse(body))).toThrow(
        expect.objectContaining({ status: 400 }) as Error,
      );
    }
    for (const value of [() => 1, Symbol('a'), new (class Cart {})()]) {
      expect(() => devalueSerializer.serialize(value)).toThrow(expect.objectContaining({ status: 500 }) as Error);
    }
  });
});
