import { DeserializeError } from '@sess/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { runs, seed } from '../../../test/runs.js';
import { createDevalueSerializer } from '../src/index.js';
import { hostilePayloads } from './hostile-payloads.js';
import { anyGraph } from './any-graph.js';
import { Money, moneyClass } from './money.js';

const fromPlain = vi.fn<(cents: unknown) => Money>((cents) => new Money(cents as number));
const serializer = createDevalueSerializer({ classes: { Money: { ...moneyClass, fromPlain } } });
const builtIns = [Object, Array, Map, Set, Date, RegExp, Function, Money].map(({ prototype }) => prototype as object);
const shapes = () => builtIns.map((prototype) => Reflect.ownKeys(prototype));
const before = shapes();

beforeEach(() => {
  fromPlain.mockClear();
});

describe('a payload that the serializer did not write is refused, and no instance is created', () => {
  it.each(hostilePayloads)('%s', (_what, text) => {
    expect(() => serializer.deserialize(text)).toThrow(DeserializeError);
    expect(fromPlain).not.toHaveBeenCalled();
  });

  it('deep nesting', () => {
    const deep = (depth: number) => `[${Array.from({ length: depth }, (_, at) => `[${at + 1}]`).join(',')},[]]`;
    expect(serializer.serialize(serializer.deserialize(deep(127)))).toBe(deep(127));
    for (const text of [deep(128), deep(200_000), '['.repeat(1e6), '['.repeat(1e6) + ']'.repeat(1e6)]) {
      expect(() => serializer.deserialize(text)).toThrow(DeserializeError);
    }
  });

  // A megabyte of each of these took ten seconds of CPU time or more.
  it('values that are slow to create or to serialize', () => {
    const list = (first: string, count: number, item: string) =>
      `[[${Array.from({ length: count + 1 }, (_, at) => at + 1).join(',')}],${first}${`,${item}`.repeat(count)}]`;
    const properties = String.raw`\\p{L}`;
    const views = (count: number) => {
      const places = [1, ...Array.from({ length: count - 1 }, (_, at) => at + 3)];
      const others = ',["Uint8Array",2]'.repeat(count - 1);
      return `[[${places.join(',')}],["Uint8Array",2],["ArrayBuffer","${'A'.repeat(4000)}"]${others}]`;
    };
    expect(serializer.serialize(serializer.deserialize(views(16)))).toBe(views(16));
    const pattern = (times: number) => `["RegExp","${properties.repeat(times)}","u"]`;
    expect(serializer.serialize(serializer.deserialize(list('1', 4, pattern(450))))).toBe(list('1', 4, pattern(450)));
    for (const text of [views(17), views(50_000), `[${pattern(2001)}]`, list('1', 4, pattern(501))]) {
      expect(() => serializer.deserialize(text)).toThrow(DeserializeError);
    }
  });

  it('data that fromPlain refuses', () => {
    expect(() => serializer.deserialize('[["@Money",1],[2],0.5]')).toThrow(DeserializeError);
    expect(fromPlain).toHaveBeenCalledWith(0.5);
  });
});

describe('a payload with a value that the application might have stored', () => {
  it('may have dangerous names, which are ordinary keys', () => {
    const value = serializer.deserialize(
      '[{"constructor":1,"prototype":2},{"prototype":2},{"isAdmin":3},true]',
    ) as object;
    expect(Object.keys(value)).toEqual(['constructor', 'prototype']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('20,000 mutated payloads', () => {
  it('are refused, or have another value that could have been stored', { timeout: runs(60_000) }, () => {
    const seeds = fc.sample(anyGraph, { numRuns: 300, seed }).flatMap(textsOf);
    seeds.push(serializer.serialize([new Uint16Array([1, 2]), /a/g, new URL('a:b'), new Date(0), 5n, new Money(3)]));
    const mutate = mutations(seeds);
    let accepted = 0;
    const refusals = new Map<string, number>();
    for (let round = 0; round < runs(25_000); round++) {
      const text = mutate(seed + round);
      try {
        const value = serializer.deserialize(text);
        expect(serializer.serialize(value)).toBe(text);
        accepted++;
      } catch (error) {
        if (!(error instanceof DeserializeError)) throw new Error(`${seed + round}: ${text}`, { cause: error });
        refusals.set(error.message, (refusals.get(error.message) ?? 0) + 1);
      }
    }
    expect(shapes()).toEqual(before);
    // Both results must happen, or the test shows nothing.
    expect(accepted).toBeGreaterThan(500);
    expect(refusals.size).toBeGreaterThan(10);
  });
});

function textsOf(value: unknown): string[] {
  try {
    return [serializer.serialize(value)];
  } catch {
    return [];
  }
}

/** Replaces, adds and removes tokens: those of the text, and those that an attacker would use. */
function mutations(seeds: readonly string[]): (round: number) => string {
  const forged = [
    '-1',
    '-2',
    '-7',
    '0',
    '1',
    '2',
    '99',
    '4294967295',
    '1e999',
    'null',
    '"@Money"',
    '"Map"',
    '"__proto__"',
  ];
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d+|[[\]{},:]/g;
  return (round) => {
    // A linear congruence is random enough here, and the same everywhere.
    let state = (Math.imul(round, 2654435761) + 12345) >>> 0;
    const below = (bound: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % bound;
    const chosen = seeds[below(seeds.length)]!;
    const parts = chosen.match(tokens) ?? [];
    for (let changes = 1 + below(2); changes > 0; changes--) {
      const at = below(parts.length || 1);
      const other = below(3) === 0 ? forged[below(forged.length)]! : (parts[below(parts.length || 1)] ?? '');
      if (below(3) === 0) parts.splice(at, 1);
      else if (below(2) === 0) parts.splice(at, 1, other);
      else parts.splice(at, 0, other);
    }
    const text = parts.join('');
    return below(8) === 0 ? text.slice(0, below(text.length + 1)) : text;
  };
}
