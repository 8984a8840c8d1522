import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../../test/runs.js';
import { SerializeError } from '../contract/errors.js';
import { jsonSerializer } from './json-serializer.js';

const { serialize, deserialize } = jsonSerializer;
const roundTrip = (value: unknown) => deserialize(serialize(value));

/** Every refusal has to be a SerializeError, and not an error of JSON.stringify. */
function refusal(value: unknown): string {
  try {
    return `accepted: ${serialize(value)}`;
  } catch (error) {
    expect(error).toBeInstanceOf(SerializeError);
    return (error as SerializeError).message;
  }
}

const nested = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth - 1) + '[]' + '}'.repeat(depth - 1));

describe('serialize', () => {
  it('belongs to a serializer with the name json', () => {
    expect(jsonSerializer.name).toBe('json');
  });

  it.each<unknown>([
    null,
    true,
    false,
    0,
    1,
    -1,
    0.1,
    1e21,
    5e-324,
    Number.MAX_VALUE,
    2 ** 53 - 1,
    2 ** 53 + 2,
    -(2 ** 60),
    '',
    'a',
    '\0',
    '\u2028',
    'e\u0301 \u00e9 👩‍👩‍👧 \u202eabc',
    [],
    {},
    [[], {}],
    { a: null, b: [1, { c: '' }] },
    {
      constructor: 1,
      prototype: 2,
      toString: 'x',
      hasOwnProperty: null,
      toJSON: 'text',
      length: 3,
      '': 0,
      '0': 1,
      'a.b': 2,
      $: 3,
      '\0': 4,
    },
  ])('keeps %j', (value) => {
    const back = roundTrip(value);
    expect(isDeepStrictEqual(back, value)).toBe(true);
  });

  it('keeps one object in two places as two equal objects', () => {
    const address = { city: 'Köln' };
    const back = roundTrip({ from: address, to: [address, address] });
    expect(back).toEqual({ from: address, to: [address, address] });
  });

  it('keeps objects without prototype as plain ones', () => {
    const back = roundTrip(Object.assign(Object.create(null), { a: Object.create(null) }));
    expect(isDeepStrictEqual(back, { a: {} })).toBe(true);
  });

  it('keeps plain objects and arrays of another realm', () => {
    expect(roundTrip(runInNewContext('({ a: [1, { b: Object.create(null) }] })'))).toEqual({ a: [1, { b: {} }] });
  });

  it('keeps frozen objects, and does not change the value', () => {
    const value = Object.freeze({ list: Object.freeze([1, 2]) });
    expect(roundTrip(value)).toEqual({ list: [1, 2] });
  });

  it('keeps 128 nested containers, which are at least a hundred of the application and those of core', () => {
    expect(roundTrip(nested(128))).toEqual(nested(128));
    expect(refusal({ v: 1, data: { deep: nested(100) } })).toMatch(/^accepted/);
  });

  it('refuses a nested value with its path, and with advice', () => {
    expect(() => serialize({ cart: { 'a b': [0, 0, -0] } })).toThrow(
      expect.objectContaining({
        code: 'SERIALIZE',
        path: '$.cart["a b"][2]',
        message: expect.stringMatching(/^\$\.cart\["a b"\]\[2\]: JSON cannot keep -0\. Store 0/) as string,
      }),
    );
    expect(refusal(undefined)).toMatch(/^\$: JSON cannot keep undefined\. Leave the property out/);
    expect(refusal({ at: new Date() })).toMatch(/^\$\.at: .*Date\. Store its getTime\(\), or use .*@sess\/devalue$/);
    expect(refusal(new Map())).toMatch(/Map\. Store its data as a plain object or an array, or use/);
  });

  it('puts no value into an error', () => {
    for (const secret of ['secret\ud800', { a: 'secret', b: -0 }, [Symbol('secret')], { a: new Error('secret') }]) {
      expect(refusal(secret)).not.toContain('secret');
    }
  });

  it('keeps any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), fc.string({ unit: 'grapheme' }), (generated, key) => {
        const text = JSON.stringify({ [key]: generated });
        fc.pre(!text.includes('__proto__') && !/\\ud[89a-f]/.test(text));
        // Parsed, because the generator makes -0 too and JSON's own writer has turned it into 0.
        const value: unknown = JSON.parse(text);
        expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it('either keeps a value exactly or refuses it, for any value', () => {
    let kept = 0;
    let refused = 0;
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      stringUnit: 'binary',
    });
    fc.assert(
      fc.property(
        fc.oneof(anything, fc.dictionary(fc.string({ unit: 'binary' }), fc.array(anything), { noNullPrototype: true })),
        (value) => {
          const isKept = refusal(value).startsWith('accepted');
          if (isKept) expect(isDeepStrictEqual(roundTrip(value), value)).toBe(true);
          if (isKept) kept++;
          else refused++;
        },
      ),
      { numRuns: runs(2000) },
    );
    expect(Math.min(kept, refused)).toBeGreaterThan(100);
  });
});
