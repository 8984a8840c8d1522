import { simply } from '../../fixture/serializer/kinds.js';
import { objectsIn } from '../../fixture/serializer/objects-in.js';
import { expectOpen } from '../../fixture/serializer/open-objects.js';
import { surroundings } from '../../fixture/serializer/places.js';
import { made } from '../../fixture/serializer/recipe.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { expect } from '../../suite/expect.js';
import { serializerLaws } from './serializer-law.js';

/** JSON values that formats are known to change. New ones each time, since a broken serializer changes them. */
const awkwardValues = (): readonly unknown[] => [
  null,
  true,
  0,
  -1,
  -7,
  0.1,
  1e21,
  5e-324,
  Number.MAX_VALUE,
  2 ** 53,
  '',
  '\0\u001f"\\/<!-- \u2028\u2029\ufeff\u{1f469}\u200d',
  'e\u0301 \u00e9',
  '1970-01-01T00:00:00.000Z',
  '$ref',
  'undefined',
  '@Money',
  ['Date', '1970-01-01T00:00:00.000Z'],
  ['Map', 1, 2],
  { $date: 0, $type: 'Date', $ref: '$', '@type': 'Map', __class__: 'Date' },
  { constructor: { name: 'Map' }, prototype: 1, toString: 2, hasOwnProperty: null, toJSON: 'text', length: 3, '': 0 },
  [[], {}, [[]], [{}]],
  { a: { b: [{ c: '' }] }, 'a.b': 1, $: 2, '\0': 3 },
];

export const fidelityLaws = serializerLaws('What is kept', [
  [
    'S2',
    'any JSON value comes back unchanged',
    (fixture) => {
      for (const value of awkwardValues()) {
        fixture.expectKept(value, 'a JSON value');
        fixture.expectKept({ key: [value] }, 'a JSON value in containers');
      }
    },
  ],
  [
    'S3',
    'every claimed kind of value comes back unchanged, at any place and mixed with others',
    (fixture) => {
      for (const kind of fixture.keptKinds) {
        const items = fixture.sample(simply(kind), fixture.rounds(30), 3);
        const places = fixture.sample(surroundings(fixture.keeps, { maxLength: 3 }), items.length, 4);
        for (const [at, item] of items.entries()) {
          fixture.expectKept(made(item), kind);
          fixture.expectKept(places[at]?.put(made(item)).value, `${kind} in containers`);
        }
      }
    },
    ({ keeps }) => (keeps.length > 0 ? undefined : 'keeps'),
  ],
  [
    'S4',
    'one object in several places comes back as one object if that is claimed, else as equal objects',
    (fixture) => {
      for (const [name, shared] of Object.entries(sharedBy(fixture))) {
        const value = { first: shared, list: [shared, { again: shared }], equal: copyOf(fixture, shared) };
        fixture.expectKept(value, `${name} in several places`);
      }
    },
  ],
  [
    'S5',
    'an object that contains itself comes back as such if that is claimed, else it is refused with the path of the repetition',
    (fixture) => {
      const object: Record<string, unknown> = { n: 1 };
      object['deep'] = [{ itself: object }];
      const list: unknown[] = [1];
      list.push({ list });
      if (!fixture.keeps.includes('cycles')) {
        fixture.expectRefused({ object }, '$.object.deep[0].itself', 'an object that contains itself');
        fixture.expectRefused([list], '$[0][1].list', 'an array that contains itself');
        return;
      }
      fixture.expectKept({ object, list, both: [object, list] }, 'an object that contains itself');
      const map = new Map<unknown, unknown>([['a', 1]]);
      const set = new Set<unknown>([object]);
      if (fixture.keeps.includes('Map'))
        fixture.expectKept(map.set('map', map).set(map, [map]), 'a Map that contains itself');
      if (fixture.keeps.includes('Set')) fixture.expectKept(set.add(set).add({ set }), 'a Set that contains itself');
    },
  ],
  [
    'S6',
    'instances of the claimed classes come back as instances, at any place',
    (fixture) => {
      const places = fixture.sample(surroundings(fixture.keeps, { maxLength: 3 }), fixture.rounds(30), 6);
      for (const instance of fixture.instances) {
        for (const { put } of places)
          fixture.expectKept(put(instance.create()).value, `an instance of ${instance.name}`);
      }
    },
    ({ instances }) => (instances.length > 0 ? undefined : 'instances'),
  ],
  [
    'S7',
    'the keys of an object and the entries of a collection come back in their order',
    (fixture) => {
      const names = ['zebra', 'a', '10', '9', 'Ä', 'B', '-1', '01', 'constructor', ''];
      const expectOrder = (value: object) => {
        const [stored, seen] = [value, fixture.read(fixture.write(value, 'keys'), 'keys')].map((item) =>
          JSON.stringify(item),
        );
        expect(stored === seen, 'The order of keys must stay the same.', { stored, seen });
      };
      for (const turned of [names, names.toReversed()]) {
        const value = Object.fromEntries(turned.map((name, at) => [name, at]));
        expectOrder(value);
        expectOrder([{ deep: value }]);
        if (fixture.keeps.includes('Map')) fixture.expectKept(new Map(Object.entries(value)), 'the order of a Map');
        if (fixture.keeps.includes('Set')) fixture.expectKept(new Set(turned), 'the order of a Set');
      }
    },
  ],
  [
    'S8',
    'deserialize returns new objects each time, and none of the stored value',
    (fixture) => {
      for (const recipe of fixture.recipes(60, 8)) {
        const value = [{ a: [1] }, [], {}, made(recipe)];
        const text = fixture.write(value, 'a value');
        const graphs = [value, fixture.read(text, 'a value'), fixture.read(text, 'a value')].map((graph) =>
          objectsIn(graph),
        );
        const [stored = new Set(), one = new Set(), two = new Set()] = graphs;
        for (const object of [...one, ...two]) {
          const isOwn = !stored.has(object) && !(one.has(object) && two.has(object));
          expect(isOwn, 'Each deserialize must create new objects.', object);
        }
      }
    },
  ],
  [
    'S28',
    'the objects that deserialize returns can be changed: they are not frozen, and have ordinary properties',
    (fixture) => {
      const values = [{ cart: [{ sku: 'a' }], empty: {}, none: [] }, ...fixture.recipes(60, 28).map(made)];
      for (const value of values) {
        const seen = fixture.read(fixture.write(value, 'a value'), 'a value');
        expectOpen(seen, fixture.isInstance);
      }
    },
  ],
]);

function sharedBy(fixture: SerializerFixture): Record<string, unknown> {
  const kept = fixture.keptKinds.map((kind) => [kind, ...fixture.sample(simply(kind), 1).map(made)]);
  return { 'an object': { a: 1 }, 'an array': [1], ...(Object.fromEntries(kept) as object) };
}

/** Returns an equal object: the two must not become one. */
function copyOf(fixture: SerializerFixture, shared: unknown): unknown {
  const again = Object.values(sharedBy(fixture)).find((other) => fixture.difference(shared, other) === undefined);
  return again ?? null;
}
