import { DeserializeError } from '@sess/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDevalueSerializer } from '../src/index.js';
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

describe('a payload that nobody here wrote is refused, and nothing is made of it', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['code', 'globalThis.pwned=1'],
    ['code of devalue.uneval', '(function(a){return {a}}(1))'],
    ['other JSON', '{"a":1}'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['an empty table', '[]'],
    ['white space', '[{"a":1}, 1]'],
    ['an escape too many', '["\\u0061"]'],
    ['an escape too few', '["<"]'],
    ['a key twice', '[{"a":1,"a":1},1]'],
    ['a place that is not there', '[[1]]'],
    ['a place far away', '[[4294967295]]'],
    ['half a place', '[[0.5]]'],
    ['a place that is a text', '[{"a":"1"},1]'],
    ['a place on the prototype of arrays', '[{"a":"length"}]'],
    ['places out of order', '[{"a":2,"b":1},1,2]'],
    ['a value that nothing refers to', '[{"a":1},1,"hidden"]'],
    ['one text in two places', '[[1,2],"a","a"]'],
    ['a hole', '[[-2]]'],
    ['a hole as the value', '-2'],
    ['a sentinel that is none', '[[-8]]'],
    ['a number alone', '1'],
    ['a huge sparse array', '[[-7,4294967295]]'],
    ['a small sparse array', '[[-7,3,1,1],5]'],
    ['the key __proto__', '[{"__proto__":1},{"isAdmin":2},true]'],
    ['the key __proto__ without prototype', '[["null","__proto__",1],{"isAdmin":2},true]'],
    ['a key twice without prototype', '[["null","a",1,"a",2],1,2]'],
    ['keys out of order without prototype', '[["null","a",1,"1",2],1,2]'],
    ['half an entry without prototype', '[["null","a"]]'],
    ['a key that is no text without prototype', '[["null",1,1],1]'],
    ['a boxed value', '[["Object",1],"a"]'],
    ['a type on the prototype of objects', '[["constructor",1],"a"]'],
    ['a type called __proto__', '[["__proto__",1],"a"]'],
    ['an unknown type', '[["Function",1],"return process"]'],
    ['a type of global objects', '[["Temporal.Now","x"]]'],
    ['a part too many', '[["Date","1970-01-01T00:00:00.000Z",1],1]'],
    ['a date in another form', '[["Date","1970-01-01"]]'],
    ['a date that is a number', '[["Date",0]]'],
    ['a date that is an object', '[["Date",{"toString":1}]]'],
    ['half an entry of a Map', '[["Map",1],1]'],
    ['a key twice in a Map', '[["Map",1,2,1,3],1,2,3]'],
    ['-0 as a key of a Map', '[["Map",-6,1],1]'],
    ['a member twice in a Set', '[["Set",1,1],1]'],
    ['a member that is a list', '[["Set",[1]],1]'],
    ['digits that are none', '[["BigInt","0x10"]]'],
    ['digits with a zero before them', '[["BigInt","01"]]'],
    ['no digits', '[["BigInt",""]]'],
    ['-0n', '[["BigInt","-0"]]'],
    ['a bigint that is a number', '[["BigInt",5]]'],
    ['a bad pattern', '[["RegExp","("]]'],
    ['a bad flag', '[["RegExp","a","gg"]]'],
    ['flags out of order', '[["RegExp","a","yg"]]'],
    ['empty flags', '[["RegExp","a",""]]'],
    ['an unescaped pattern', '[["RegExp","/"]]'],
    ['a pattern that is an object', '[["RegExp",{}]]'],
    ['no URL', '[["URL","x"]]'],
    ['a URL in another form', '[["URL","HTTP://a"]]'],
    ['parameters in another form', '[["URLSearchParams","?a"]]'],
    ['bytes that are none', '[["ArrayBuffer","*"]]'],
    ['bytes with bits left over', '[["ArrayBuffer","AB=="]]'],
    ['bytes without padding', '[["ArrayBuffer","AA"]]'],
    ['bytes that are a length', '[["ArrayBuffer",1000000000]]'],
    ['a view of a length', '[["Uint8Array",1],1000000000]'],
    ['a view of a list', '[["Uint8Array",1],[1]]'],
    ['a view of itself', '[["Uint8Array",0]]'],
    ['a view of nothing', '[["Uint8Array",1]]'],
    ['a view of a text', '[["Uint8Array","1"],["ArrayBuffer",""]]'],
    ['a view of a part', '[["Uint8Array",1,0,1],["ArrayBuffer","AAAA"]]'],
    ['half an element', '[["Uint16Array",1],["ArrayBuffer","AA=="]]'],
    ['a class that is not registered', '[["@Account",1],[2],{"admin":3},true]'],
    ['a class without its mark', '[["Money",1],[2],5]'],
    ['a mark alone', '[["@",1],[2],5]'],
    ['an instance of itself', '[["@Money",0]]'],
    ['an instance in itself', '[["@Money",1],[0]]'],
    ['an instance in its plain form', '[["@Money",1],[2],[0]]'],
    ['an instance of a sentinel', '[["@Money",-1]]'],
    ['an instance of two', '[["@Money",1],[2,3],5,6]'],
    ['an instance of none', '[["@Money",1],[]]'],
    ['an instance of a table', '[["@Money",[1]],5]'],
    ['an instance of an unwrapped value', '[["@Money",1],5]'],
    ['the inside of an instance', '[[1,2],["@Money",2],[3],5]'],
    ['an instance within a cycle', '[{"a":1},["@Money",2],[3],{"b":0}]'],
  ])('%s', (_what, text) => {
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

  it('what fromPlain does not take', () => {
    expect(() => serializer.deserialize('[["@Money",1],[2],0.5]')).toThrow(DeserializeError);
    expect(fromPlain).toHaveBeenCalledWith(0.5);
  });
});

describe('a payload that says what the application might have stored', () => {
  it('has keys that are dangerous elsewhere as keys', () => {
    const value = serializer.deserialize(
      '[{"constructor":1,"prototype":2},{"prototype":2},{"isAdmin":3},true]',
    ) as object;
    expect(Object.keys(value)).toEqual(['constructor', 'prototype']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('20,000 mutated payloads', () => {
  it('are refused as what they are, or say something else that could have been stored', { timeout: 60_000 }, () => {
    const seeds = fc.sample(anyGraph, { numRuns: 300, seed: 5 }).flatMap(textsOf);
    seeds.push(serializer.serialize([new Uint16Array([1, 2]), /a/g, new URL('a:b'), new Date(0), 5n, new Money(3)]));
    const mutate = mutations(seeds);
    let accepted = 0;
    const refusals = new Map<string, number>();
    for (let round = 0; round < 25_000; round++) {
      const text = mutate(round);
      try {
        const value = serializer.deserialize(text);
        expect(serializer.serialize(value)).toBe(text);
        accepted++;
      } catch (error) {
        if (!(error instanceof DeserializeError)) throw new Error(`${round}: ${text}`, { cause: error });
        refusals.set(error.message, (refusals.get(error.message) ?? 0) + 1);
      }
    }
    expect(shapes()).toEqual(before);
    // Both ends are worth something only where they are reached.
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

/** Changes of letters and of tokens: of what stands in the text, and of what a forger would put there. */
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
    let state = (round * 2654435761 + 12345) >>> 0;
    const below = (bound: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % bound;
    const seed = seeds[below(seeds.length)]!;
    const parts = seed.match(tokens) ?? [];
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
