import { makers, valueKinds } from '../../fixture/serializer/kinds.js';
import { nest, placesFor } from '../../fixture/serializer/places.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { serializerLaws } from './serializer-law.js';

class Account {
  id = 7;
}

class Described extends Account {
  toJSON(): object {
    return { id: this.id };
  }
}

/** No serializer can keep these. */
const neverKept: Readonly<Record<string, () => unknown>> = {
  'a function': () => () => 1,
  'a method': () => Account.prototype.constructor,
  'a symbol': () => Symbol('x'),
  'a known symbol': () => Symbol.iterator,
  'a promise': () => Promise.resolve(1),
  'a WeakMap': () => new WeakMap(),
  'an instance of an unknown class': () => new Account(),
  'an instance with a toJSON method': () => new Described(),
  'an object with its own prototype': () => Object.create({ inherited: 1 }) as object,
  'a generator': () => [1].values(),
};

/** A serializer must either keep these exactly or refuse them. */
const sometimesKept: Readonly<Record<string, () => unknown>> = {
  'an array with a hole': () => Object.assign([1], { 2: 3 }),
  'an array that consists of one long hole': () => Object.assign([], { length: 4_294_967_295 }),
  'an array with a property': () => Object.assign([1], { note: 'x' }),
  'an instance of a subclass of Array': () => new (class List extends Array {})(),
  'an instance of a subclass of Map': () => new (class Registry extends Map<number, number> {})([[1, 2]]),
  'an instance of a subclass of Date': () => new (class Day extends Date {})(0),
  'a Date with a property': () => Object.assign(new Date(0), { note: 'x' }),
  'a Map with a property': () => Object.assign(new Map([[1, 2]]), { note: 'x' }),
  'a regular expression with a lastIndex': () => Object.assign(/x/g, { lastIndex: 2 }),
  'a boxed number': () => Object(1) as object,
  'a boxed string': () => Object('x') as object,
  'an error': () => new TypeError('x'),
  'a view of part of a buffer': () => new Uint8Array(new ArrayBuffer(8), 2, 3),
  "Node's Buffer": () => Buffer.from('x'),
};

/** The depths at which a law places values that must be refused. */
const depths = [0, 1, 2, 3, 7];

type Nest = (item: unknown) => ReturnType<typeof nest>;

/** Runs the check for several depths and random places. `put` nests a value there. */
function everywhere(fixture: SerializerFixture, check: (put: Nest, round: number) => void): void {
  const places = placesFor(fixture.keeps);
  for (let round = 0; round < fixture.rounds(6); round++) {
    for (const depth of depths) check((item) => nest(item, depth, places, fixture.random(round)), round);
  }
}

export const refusalLaws = serializerLaws('What is refused', [
  [
    'S9',
    'every kind of value that is not claimed is refused with its path, at any place',
    (fixture) => {
      const unclaimed = valueKinds.filter((kind) => !fixture.keeps.includes(kind));
      everywhere(fixture, (put, round) => {
        for (const kind of unclaimed) {
          const { value, path } = put(makers[kind](fixture.random(round), () => 1));
          fixture.expectRefused(value, path, `${kind}, which it does not claim`);
        }
      });
    },
    ({ keeps }) =>
      valueKinds.some((kind) => !keeps.includes(kind)) ? undefined : 'a kind of value that it does not keep',
  ],
  [
    'S10',
    'values that no text can keep are refused with their path, at any place; others that are hard to keep are refused or kept',
    (fixture) => {
      everywhere(fixture, (put) => {
        for (const [name, create] of Object.entries(neverKept)) {
          const { value, path } = put(create());
          fixture.expectRefused(value, path, name);
        }
        for (const [name, create] of Object.entries(sometimesKept)) {
          const { value, path } = put(create());
          fixture.expectKeptOrRefused(value, path, name);
        }
      });
    },
  ],
  [
    'S11',
    'objects with accessors, toJSON, hidden properties or symbols as keys are refused, and their code is not run',
    (fixture) => {
      let runs = 0;
      const run = () => ++runs;
      const property = (attributes: PropertyDescriptor) => Object.defineProperty({ n: 1 }, 'secret', attributes);
      const cases: Readonly<Record<string, () => object>> = {
        'an accessor': () => property({ get: run, enumerable: true }),
        'a hidden accessor': () => property({ get: run }),
        'an accessor that only sets': () => property({ set: run, enumerable: true }),
        'a hidden property': () => property({ value: 1 }),
        'an accessor of an array': () => Object.defineProperty([1, 2], 1, { get: run, enumerable: true }),
        'a toJSON': () => ({ toJSON: run }),
        'a hidden toJSON': () => Object.defineProperty({}, 'toJSON', { value: run }),
        'a toJSON of a Date': () => Object.assign(new Date(0), { toJSON: run }),
        'a valueOf, a toString': () => ({ valueOf: run, toString: run, [Symbol.toPrimitive]: run }),
        // oxlint-disable-next-line unicorn/no-thenable -- The law is about objects that look like promises.
        'a then': () => Object.fromEntries([['then', run]]),
        'a symbol as key': () => ({ [Symbol('x')]: 1 }),
        'an iterator': () => ({ [Symbol.iterator]: run }),
        'its own toStringTag': () => Object.defineProperty({}, Symbol.toStringTag, { get: run }),
      };
      everywhere(fixture, (put) => {
        for (const [name, create] of Object.entries(cases)) {
          const { value, path } = put(create());
          const refusal = fixture.refusal(value, `an object with ${name}`);
          expect(refusal !== undefined, `serialize must refuse an object with ${name}.`, value);
          expect(refusal.path.startsWith(path), `The refusal of ${name} must carry the path ${path}.`, refusal.path);
        }
      });
      expectEqual(runs, 0, 'serialize must not run code of a value.');
    },
  ],
  [
    'S12',
    'the key __proto__ is refused with its path or comes back as a key',
    (fixture) => {
      everywhere(fixture, (put) => {
        const { value, path } = put(JSON.parse('{"__proto__":{"isAdmin":true}}'));
        fixture.expectKeptOrRefused(value, path, 'the key __proto__');
      });
    },
  ],
  [
    'S13',
    'lone surrogates are kept everywhere or refused everywhere: in strings and in keys, high and low',
    (fixture) => {
      const outcomes = ['\ud83d', '\udc69', 'a\udc69\ud83d', '\ud83d\ud83d\udc69'].flatMap((text) =>
        [text, [text], { a: text }, { [text]: 1 }, [{ [text]: [] }]].map((value) => {
          const isKept = fixture.refusal(value, 'a lone surrogate') === undefined;
          if (isKept) fixture.expectKept(value, 'a lone surrogate');
          return isKept;
        }),
      );
      expect(new Set(outcomes).size === 1, 'The same rule must apply to all lone surrogates.', outcomes);
    },
  ],
  [
    'S14',
    'a hundred nested containers are kept; deeper values are refused beyond a limit, and the stack never overflows',
    (fixture) => {
      const wraps: Record<string, (inner: unknown) => unknown> = {
        objects: (inner) => ({ a: inner }),
        arrays: (inner) => [inner],
        ...(fixture.keeps.includes('Map') && { Maps: (inner: unknown) => new Map([['a', inner]]) }),
        ...(fixture.keeps.includes('Set') && { Sets: (inner: unknown) => new Set([inner]) }),
      };
      for (const [name, wrap] of Object.entries(wraps)) {
        const nested = (depth: number) => {
          let value: unknown = 1;
          for (let level = 0; level < depth; level++) value = wrap(value);
          return value;
        };
        fixture.expectKept(nested(100), `a hundred nested ${name}`);
        const what = `200,000 nested ${name}`;
        const refusal = fixture.refusal(nested(200_000), what);
        expect(refusal !== undefined, `serialize must refuse ${what}.`);
        expect(refusal.path.startsWith('$'), `The refusal of ${what} must carry a path.`, refusal.path);
      }
    },
  ],
  [
    'S15',
    'serialize does not change a value and accepts a frozen one',
    (fixture) => {
      for (let round = 0; round < fixture.rounds(100); round++) {
        const [value, before, frozen] = [1, 2, 3].map(() => [{ a: [1] }, fixture.value(fixture.random(round))]);
        const text = fixture.write(value, 'a value');
        const difference = fixture.difference(before, value);
        expectEqual(difference, undefined, `serialize must not change its argument (round ${round}).`);
        const frozenText = fixture.write(freeze(frozen), 'a frozen value');
        expectEqual(frozenText, text, 'A frozen value must have the same text as any other.');
      }
    },
  ],
]);

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}
