import { simply, valueKinds } from '../../fixture/serializer/kinds.js';
import { objectsIn } from '../../fixture/serializer/objects-in.js';
import { type Surroundings, surroundings } from '../../fixture/serializer/places.js';
import { made } from '../../fixture/serializer/recipe.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { heir, namesake, neverKept, sometimesKept } from '../../fixture/serializer/unkept.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { serializerLaws } from './serializer-law.js';

/** The depths at which a law places values that must be refused. */
const depths = [0, 1, 2, 3, 7];

type Put = Surroundings['put'];

/** Runs the check for several depths and random places. `put` nests a value there. */
function everywhere(fixture: SerializerFixture, check: (put: Put, round: number) => void): void {
  for (const depth of depths) {
    const places = surroundings(fixture.keeps, { minLength: depth, maxLength: depth });
    fixture.sample(places, fixture.rounds(6), depth).forEach(({ put }, round) => check(put, round));
  }
}

export const refusalLaws = serializerLaws('What is refused', [
  [
    'S9',
    'every kind of value that is not claimed is refused with its path, at any place',
    (fixture) => {
      const unclaimed = valueKinds.filter((kind) => !fixture.keeps.includes(kind));
      const samples = unclaimed.map((kind) => [kind, fixture.sample(simply(kind), fixture.rounds(6), 9)] as const);
      everywhere(fixture, (put, round) => {
        for (const [kind, items] of samples) {
          const { value, path } = put(items[round] && made(items[round]));
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
        for (const instance of fixture.instances) {
          const { name } = instance;
          const { value, path } = put(namesake(name));
          fixture.expectRefused(value, path, `an instance of another class called ${name}`);
          const inherited = heir(instance.create());
          if (!inherited) continue;
          const { value: other, path: otherPath } = put(inherited);
          fixture.expectRefused(other, otherPath, `an instance of a class that extends ${name}`);
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
    'the key __proto__ is refused with its path or comes back as a key, and is a text like any other elsewhere',
    (fixture) => {
      const contents = ['{"isAdmin":true}', '1', 'null', '"text"', '[]', '{"__proto__":{"__proto__":null}}'];
      everywhere(fixture, (put) => {
        for (const content of contents) {
          for (const object of [`{"__proto__":${content}}`, `{"a":1,"__proto__":${content},"b":[2]}`]) {
            const { value, path } = put(JSON.parse(object));
            fixture.expectKeptOrRefused(value, path, `the key __proto__ with ${content}`);
          }
        }
        const elsewhere = [
          '__proto__',
          { name: '__proto__', proto: 1, __proto: 2, ['__PROTO__']: 3, ['__proto__ ']: 4 },
        ];
        fixture.expectKept(put(elsewhere).value, 'the text __proto__');
        if (fixture.keeps.includes('Map'))
          fixture.expectKept(new Map([['__proto__', 1]]), 'the key __proto__ of a Map');
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
    'serialize does not change a value, and writes one that is frozen, sealed or not extensible like any other',
    (fixture) => {
      for (const recipe of fixture.recipes(100, 15)) {
        const [value, before] = [1, 2].map(() => [{ a: [1] }, made(recipe)]);
        const text = fixture.write(value, 'a value');
        const difference = fixture.difference(before, value);
        expectEqual(difference, undefined, 'serialize must not change its argument.');
        for (const close of [Object.freeze, Object.seal, Object.preventExtensions]) {
          const closed = [{ a: [1] }, made(recipe)];
          for (const object of objectsIn(closed)) if (!ArrayBuffer.isView(object)) close(object);
          const closedText = fixture.write(closed, `a value after Object.${close.name}`);
          expectEqual(closedText, text, `A value must have the same text after Object.${close.name}.`);
        }
      }
    },
  ],
]);
