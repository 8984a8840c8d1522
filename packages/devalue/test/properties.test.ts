import { isDeepStrictEqual } from 'node:util';
import { SerializeError } from '@sess/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../test/runs.js';
import { createDevalueSerializer } from '../src/index.js';
import { anyGraph } from './any-graph.js';
import { Money, moneyClass } from './money.js';

const { serialize, deserialize } = createDevalueSerializer({ classes: { Money: moneyClass } });

/** Returns the text of a value, or undefined if it is refused. Any other error is thrown. */
function textOf(value: unknown): string | undefined {
  try {
    return serialize(value);
  } catch (error) {
    if (error instanceof SerializeError) return undefined;
    throw error;
  }
}

describe('any value', () => {
  it('is refused or returned exactly', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      stringUnit: 'binary',
    });
    let kept = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(anything, fc.dictionary(fc.string({ unit: 'binary' }), anything)), (value) => {
        const text = textOf(value);
        if (text === undefined) return void refused++;
        kept++;
        const back = deserialize(text);
        expect(isDeepStrictEqual(back, value) || hasInvalidDate(text)).toBe(true);
        expect(serialize(back)).toBe(text);
        expect(text).not.toMatch(/[\0\p{Surrogate}]/u);
      }),
      { numRuns: runs(3000) },
    );
    expect(kept).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(100);
  });

  it('that contains itself is returned with the same references', () => {
    let cyclic = 0;
    fc.assert(
      fc.property(anyGraph, (value) => {
        const text = textOf(value);
        if (text === undefined) return;
        const back = deserialize(text);
        // The text has every reference, so equal texts are equal graphs.
        expect(serialize(back)).toBe(text);
        if (isCyclic(value)) cyclic++;
        else expect(isDeepStrictEqual(plain(back), plain(value)) || hasInvalidDate(text)).toBe(true);
      }),
      { numRuns: runs(3000) },
    );
    expect(cyclic).toBeGreaterThan(300);
  });
});

/** Before Node 24, two invalid dates are not equal for isDeepStrictEqual. */
function hasInvalidDate(text: string): boolean {
  return text.includes('["Date",""]');
}

function isCyclic(value: unknown): boolean {
  try {
    JSON.stringify(value, (_, item: unknown) => {
      if (typeof item === 'bigint') return 0;
      return item instanceof Map || item instanceof Set ? [...(item as Iterable<unknown>)] : item;
    });
    return false;
  } catch {
    return true;
  }
}

/** Makes private fields public, because isDeepStrictEqual does not compare them. */
function plain(value: unknown): unknown {
  if (value instanceof Money) return ['Money', value.cents];
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [plain(key), plain(item)]));
  if (value instanceof Set) return new Set([...(value as Set<unknown>)].map(plain));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.assign(
    Object.create(prototype) as object,
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])),
  );
}
