import { inspect } from 'node:util';
import { objectsIn, valuesOf } from '../../fixture/serializer/objects-in.js';
import { made } from '../../fixture/serializer/recipe.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { expect, expectEqual, show } from '../../suite/expect.js';
import { canary, codeTexts, greedyTexts, prototypeTexts } from './hostile-texts.js';
import { serializerLaws } from './serializer-law.js';

/** Returns texts in the serializer's own format with a value or a key replaced. */
function forgeries(fixture: SerializerFixture, replacements: readonly string[]): string[] {
  const texts = [{ innocent: ['replace me'] }, ['replace me', { 'replace me': { isAdmin: true } }]].map((value) =>
    fixture.write(value, 'a value'),
  );
  return texts.flatMap((text) => [
    ...replacements.map((replacement) => text.replaceAll('"replace me"', () => replacement)),
    ...replacements.map((replacement) => text.replaceAll('replace me', () => replacement)),
  ]);
}

function hostileTexts(fixture: SerializerFixture, generic: readonly string[]): string[] {
  return [
    ...generic,
    ...forgeries(
      fixture,
      generic.filter((text) => text.length < 1000),
    ),
    ...(fixture.subject.hostile ?? []),
  ];
}

/** Returns the keys and values of the prototypes of built-in classes. */
function shapesOfPrototypes(): string {
  const types = [Object, Array, Function, Map, Set, Date, RegExp, Promise, String, Number, Error, Uint8Array, URL];
  return types.map(({ prototype }) => inspect(Object.getOwnPropertyDescriptors(prototype), { depth: 1 })).join('\n');
}

export const hostileLaws = serializerLaws('What an attacker writes', [
  [
    'S20',
    'code in a text is not run, and does not come back as a function',
    (fixture) => {
      const globals = globalThis as { [canary]?: unknown };
      try {
        for (const text of hostileTexts(fixture, codeTexts)) {
          const found = fixture.readForeign(text, 'a text with code');
          expect(!Object.hasOwn(globals, canary), 'deserialize must not run code in a text.', show(text));
          const values = [...objectsIn(found?.value)].flatMap((object) => [...valuesOf(object)]);
          const functions = [found?.value, ...values].filter((value) => typeof value === 'function');
          expect(functions.length === 0, 'deserialize must not create functions.', show(text));
        }
      } finally {
        Reflect.deleteProperty(globals, canary);
      }
    },
  ],
  [
    'S21',
    'no text changes a prototype, neither of all objects nor of the objects that it describes',
    (fixture) => {
      const before = shapesOfPrototypes();
      const known = new Set<object | null>([null]);
      for (const type of [Object, Array, Map, Set, Date, RegExp, URL, URLSearchParams, ArrayBuffer, DataView])
        known.add(type.prototype);
      const isKnown = (prototype: object | null) =>
        known.has(prototype) || ArrayBuffer.isView(prototype) || isOfView(prototype);
      for (const instance of fixture.instances) known.add(Reflect.getPrototypeOf(instance.create()));
      const keys = ['"__proto__"', '"constructor"', '"prototype"', '__proto__', 'constructor.prototype'];
      const texts = [...hostileTexts(fixture, prototypeTexts), ...forgeries(fixture, keys)];
      const wasAdmin = 'isAdmin' in {};
      for (const text of texts) {
        const found = fixture.readForeign(text, 'a text that names a prototype');
        const isClean = 'isAdmin' in {} === wasAdmin;
        if (!isClean) Reflect.deleteProperty(Object.prototype, 'isAdmin');
        expect(isClean, 'deserialize must not add a property to all objects.', show(text));
        for (const object of objectsIn(found?.value)) {
          const isFaithful =
            isKnown(Reflect.getPrototypeOf(object)) && (!('isAdmin' in object) || Object.hasOwn(object, 'isAdmin'));
          expect(isFaithful, 'The objects that deserialize creates must have their usual prototypes.', show(text));
        }
      }
      expectEqual(shapesOfPrototypes(), before, 'deserialize must not change any prototype.');
    },
  ],
  [
    'S22',
    'a small text creates no large value, and no text hangs or overflows the stack',
    (fixture) => {
      const own = fixture.keptKinds.length > 0 ? [fixture.write(fixture.recipes(20).map(made), 'a value')] : [];
      const numbered = [...own, fixture.write({ list: [1, 2], length: 3 }, 'a value')].flatMap((text) =>
        ['4294967295', '100000000', '-1', '1e9'].flatMap((number) =>
          [...text.matchAll(/\d+/g)].map(
            ({ index, 0: digits }) => text.slice(0, index) + number + text.slice(index + digits.length),
          ),
        ),
      );
      for (const text of [...hostileTexts(fixture, greedyTexts), ...numbered]) {
        const found = fixture.readForeign(text, 'a greedy text');
        const size = [...objectsIn(found?.value)].reduce((sum, object) => sum + sizeOf(object), 0);
        const isSmall = size <= 16 * text.length + 1000;
        expect(isSmall, 'deserialize must not create more than the text contains.', { text: show(text), size });
        const isSlow = takesLong(() => fixture.readForeign(text, 'a greedy text'));
        expect(!isSlow, 'deserialize must not take long.', show(text));
      }
    },
  ],
  [
    'S23',
    'the hostile payloads that its author lists are refused',
    (fixture) => {
      for (const text of fixture.subject.hostile ?? []) {
        const found = fixture.readForeign(text, 'a hostile payload');
        expect(found === undefined, `deserialize must refuse the hostile payload ${show(text)}.`, found?.value);
      }
    },
    ({ subject }) => (subject.hostile?.length ? undefined : 'hostile'),
  ],
]);

/** Whether it takes five seconds, three times in a row: the machine may have been busy. */
function takesLong(read: () => unknown): boolean {
  return [1, 2, 3].every(() => {
    const begun = performance.now();
    read();
    return performance.now() - begun > 5000;
  });
}

function isOfView(prototype: object | null): boolean {
  return (
    prototype !== null &&
    Object.hasOwn(prototype, 'BYTES_PER_ELEMENT') &&
    Object.hasOwn(globalThis, prototype.constructor.name)
  );
}

function sizeOf(object: object): number {
  if (Array.isArray(object)) return object.length;
  if (object instanceof Map || object instanceof Set) return object.size;
  return object instanceof ArrayBuffer || ArrayBuffer.isView(object) ? object.byteLength : Object.keys(object).length;
}
