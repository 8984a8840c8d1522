import type { SeededRandom } from '../random-text.js';
import type { KeptKind } from './serializer-subject.js';

/** The kinds that a single value can be an example of. */
export type ValueKind = Exclude<KeptKind, 'references' | 'cycles'>;

/** Makes the same value from the same randomness. What is in it, where there is something, comes from `item`. */
type Make = (random: SeededRandom, item: () => unknown) => unknown;

const several = (random: SeededRandom, item: () => unknown): unknown[] =>
  Array.from({ length: random.below(4) }, () => item());

const bytes = (random: SeededRandom, length: number): ArrayBuffer =>
  Uint8Array.from({ length }, () => random.below(256)).buffer;

type View = new (buffer: ArrayBuffer) => ArrayBufferView;

const views: readonly [View, ...View[]] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

export const makers: Readonly<Record<ValueKind, Make>> = {
  undefined: () => undefined,
  NaN: () => NaN,
  infinity: (random) => random.pick([Infinity, -Infinity]),
  '-0': () => -0,
  bigint: (random) => random.pick([0n, -1n, 2n ** 63n, -(10n ** 40n)]) + BigInt(random.below(1000)),
  Date: (random) =>
    new Date(random.pick([0, -1, 8.64e15, -8.64e15, random.below(2 ** 32) * 1000 + random.below(1000)])),
  'invalid Date': () => new Date(NaN),
  Map: (random, item) => new Map(several(random, item).map((key) => [key, item()])),
  Set: (random, item) => new Set(several(random, item)),
  RegExp: (random) =>
    random.pick([/a/, /[/\\\n]\/"<\u2028/giu, /(?:)/y, /^(?<word>\p{L}+)\s{2,}$/dmsu, new RegExp('</script>', 'v')]),
  URL: (random) =>
    new URL(random.pick(['https://user@example.org:81/a%20b/é?c=<d>#e', 'file:///x', 'data:text/plain,a'])),
  URLSearchParams: (random) => new URLSearchParams(random.pick(['', 'a=1&a=2&b=%20+%26', 'ü=<'])),
  ArrayBuffer: (random) => bytes(random, random.below(9)),
  'typed array': (random) => new (random.pick(views))(bytes(random, 8 * random.below(4))),
  DataView: (random) => new DataView(bytes(random, random.below(9))),
};

export const valueKinds: readonly ValueKind[] = Object.keys(makers) as ValueKind[];
