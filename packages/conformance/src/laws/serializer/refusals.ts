import { makers, valueKinds } from '../../fixture/serializer/kinds.js';
import { bury, placesFor } from '../../fixture/serializer/places.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { expect } from '../../suite/expect.js';
import { serializerLaws } from './serializer-law.js';

class Account {
  id = 7;
}

class Described extends Account {
  toJSON(): object {
    return { id: this.id };
  }
}

/** Nothing here is a value: no serializer can give any of it back. */
const neverKept: Readonly<Record<string, () => unknown>> = {
  'a function': () => () => 1,
  'a method': () => Account.prototype.constructor,
  'a symbol': () => Symbol('x'),
  'a known symbol': () => Symbol.iterator,
  'a promise': () => Promise.resolve(1),
  'a WeakMap': () => new WeakMap(),
  'an instance of a class that it does not know': () => new Account(),
  'an instance that says how it would be JSON': () => new Described(),
  'an object with a prototype of its own': () => Object.create({ inherited: 1 }) as object,
  'a generator': () => [1].values(),
};

/** What may be kept exactly, by one that does, and is else refused. */
const sometimesKept: Readonly<Record<string, () => unknown>> = {
  'an array with a hole': () => Object.assign([1], { 2: 3 }),
  'an array that is one long hole': () => Object.assign([], { length: 4_294_967_295 }),
  'an array with a property': () => Object.assign([1], { note: 'x' }),
  'an instance of a subclass of Array': () => new (class List extends Array {})(),
  'an instance of a subclass of Map': () => new (class Registry extends Map<number, number> {})([[1, 2]]),
  'an instance of a subclass of Date': () => new (class Day extends Date {})(0),
  'a Date with a property': () => Object.assign(new Date(0), { note: 'x' }),
  'a Map with a property': () => Object.assign(new Map([[1, 2]]), { note: 'x' }),
  'a regular expression in use': () => Object.assign(/x/g, { lastIndex: 2 }),
  'a boxed number': () => Object(1) as object,
  'a boxed text': () => Object('x') as object,
  'an error': () => new TypeError('x'),
  'a view of a part of a buffer': () => new Uint8Array(new ArrayBuffer(8), 2, 3),
  "Node's Buffer": () => Buffer.from('x'),
};

/** The number of levels that a law looks at, for things that are refused. */
const depths = [0, 1, 2, 3, 7];

function everywhere(
  fixture: SerializerFixture,
  check: (place: { readonly depth: number; readonly round: number }) => void,
): void {
  for (let round = 0; round < fixture.rounds(6); round++) for (const depth of depths) check({ depth, round });
}

export const refusalLaws = serializerLaws('What is refused', [
  [
    'S9',
    'what it does not claim is refused with its path, wherever it stands',
    (fixture) => {
      const places = placesFor(fixture.keeps);
      const unclaimed = valueKinds.filter((kind) => !fixture.keeps.includes(kind));
      everywhere(fixture, ({ depth, round }) => {
        for (const kind of unclaimed) {
          const random = fixture.random(round);
          const { value, path } = bury(
            makers[kind](random, () => 1),
            depth,
            places,
            random,
          );
          fixture.expectRefused(value, path, `${kind}, which it does not claim`);
        }
      });
    },
    ({ keeps }) => (valueKinds.some((kind) => !keeps.includes(kind)) ? undefined : 'anything that it does not keep'),
  ],
  [
    'S10',
    'what no text can keep is refused with its path, wherever it stands; what can hardly be kept is refused or kept exactly',
    (fixture) => {
      const places = placesFor(fixture.keeps);
      everywhere(fixture, ({ depth, round }) => {
        for (const [name, create] of Object.entries(neverKept)) {
          const { value, path } = bury(create(), depth, places, fixture.random(round));
          fixture.expectRefused(value, path, name);
        }
        for (const [name, create] of Object.entries(sometimesKept)) {
          const { value, path } = bury(create(), depth, places, fixture.random(round));
          const refusal = fixture.refusal(value, name);
          if (!refusal) fixture.expectKept(value, name);
          else
            expect(refusal.path.startsWith(path), `The refusal of ${name} must carry the path ${path}.`, refusal.path);
        }
      });
    },
  ],
  [
    'S11',
    'what only code could tell is refused, and the code is not run: accessors, toJSON, hidden properties, symbols as keys',
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
        // oxlint-disable-next-line unicorn/no-thenable -- What looks like a promise is what this is about.
        'a then': () => Object.fromEntries([['then', run]]),
        'a symbol as key': () => ({ [Symbol('x')]: 1 }),
        'an iterator': () => ({ [Symbol.iterator]: run }),
        'a name of its own making': () => Object.defineProperty({}, Symbol.toStringTag, { get: run }),
      };
      const places = placesFor(fixture.keeps);
      everywhere(fixture, ({ depth, round }) => {
        for (const [name, create] of Object.entries(cases)) {
          const { value, path } = bury(create(), depth, places, fixture.random(round));
          const refusal = fixture.refusal(value, `an object with ${name}`);
          expect(refusal !== undefined, `serialize must refuse an object with ${name}.`, value);
          expect(refusal.path.startsWith(path), `The refusal of ${name} must carry the path ${path}.`, refusal.path);
        }
      });
      expect(runs === 0, 'serialize must not run what it finds in a value.', { runs });
    },
  ],
  [
    'S12',
    'the key __proto__ is refused with its path, or comes back as a key',
    (fixture) => {
      const places = placesFor(fixture.keeps);
      everywhere(fixture, ({ depth, round }) => {
        const own: unknown = JSON.parse('{"__proto__":{"isAdmin":true}}');
        const { value, path } = bury(own, depth, places, fixture.random(round));
        const refusal = fixture.refusal(value, 'the key __proto__');
        if (!refusal) fixture.expectKept(value, 'the key __proto__');
        else
          expect(refusal.path.startsWith(path), `The refusal of __proto__ must carry the path ${path}.`, refusal.path);
      });
    },
  ],
  [
    'S13',
    'lone surrogates are kept everywhere, or refused everywhere: in texts and in keys, the first half and the second',
    (fixture) => {
      const outcomes = ['\ud83d', '\udc69', 'a\udc69\ud83d', '\ud83d\ud83d\udc69'].flatMap((text) =>
        [text, [text], { a: text }, { [text]: 1 }, [{ [text]: [] }]].map((value) => {
          const isKept = fixture.refusal(value, 'a lone surrogate') === undefined;
          if (isKept) fixture.expectKept(value, 'a lone surrogate');
          return isKept;
        }),
      );
      expect(new Set(outcomes).size === 1, 'One rule must hold for all lone surrogates.', outcomes);
    },
  ],
  [
    'S14',
    'a hundred containers in one another are kept; beyond a limit of its own a value is refused, and the stack never overflows',
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
        fixture.expectKept(nested(100), `a hundred ${name} in one another`);
        const what = `200,000 ${name} in one another`;
        const refusal = fixture.refusal(nested(200_000), what);
        expect(refusal !== undefined, `serialize must refuse ${what}.`);
        expect(refusal.path.startsWith('$'), `The refusal of ${what} must carry a path.`, refusal.path);
      }
    },
  ],
  [
    'S15',
    'serialize leaves a value as it is, and takes a frozen one',
    (fixture) => {
      for (let round = 0; round < fixture.rounds(100); round++) {
        const [value, before, frozen] = [1, 2, 3].map(() => [{ a: [1] }, fixture.value(fixture.random(round))]);
        const text = fixture.write(value, 'a value');
        const difference = fixture.difference(before, value);
        expect(difference === undefined, `serialize must not change what it is given (round ${round}).`, difference);
        expect(
          fixture.write(freeze(frozen), 'a frozen value') === text,
          'A frozen value must be written like any other.',
        );
      }
    },
  ],
]);

function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}
