import {
  likeReferences,
  likeValues,
  oddTexts,
  alterations,
  keyGroups,
  specialKeys,
} from '../../fixture/serializer/look-alikes.js';
import { acrossTimeZones } from '../../fixture/time-zones.js';
import { made, type Recipe } from '../../fixture/serializer/recipe.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { taggedValues } from '../../fixture/serializer/tagged.js';
import { expect, expectEqual, show } from '../../suite/expect.js';
import { serializerLaws } from './serializer-law.js';

/** Engines take long for objects with more. */
const mostKeys = 10_001;

/** Returns a form as it is, and forms that differ from it a little. */
function formsLike(form: unknown): readonly unknown[] {
  if (typeof form === 'string') return [form, { [form]: 1 }, [form, 1], ...alterations.map((change) => change(form))];
  if (Array.isArray(form)) {
    const items: readonly unknown[] = form;
    return [items, [items], [...items, 1], items.slice(0, 1), items.slice(1), items.slice(0, -1)];
  }
  if (typeof form !== 'object' || form === null) return [form, [form]];
  const entries: readonly (readonly [string, unknown])[] = Object.entries(form);
  return [
    form,
    [form],
    { ...form, extra: 1 },
    { extra: 1, ...form },
    Object.fromEntries(entries.slice(1)),
    Object.fromEntries(entries.toReversed()),
    ...entries.flatMap(([key, item]) => [
      { [key]: item },
      { [key]: form },
      { [key]: [form] },
      { [key]: 'x' },
      { [key]: 0 },
    ]),
    ...entries.flatMap(([key]) => [
      { [key]: null },
      { [key]: true },
      { [key]: {} },
      { [key]: [] },
      { [`${key}${key}`]: form },
    ]),
  ];
}

function expectEachKept(fixture: SerializerFixture, values: readonly unknown[], what: string): void {
  // A list of many is faster than many values; it is searched only if something in it is not kept.
  for (let from = 0; from < values.length; from += 200) {
    const part = values.slice(from, from + 200);
    if (isKept(fixture, part)) continue;
    for (const value of part) fixture.expectKept(value, what);
    fixture.expectKept(part, what);
  }
  for (const value of values.filter((_, at) => at % 29 === 0)) fixture.expectKept(value, what);
}

function isKept(fixture: SerializerFixture, value: unknown): boolean {
  try {
    fixture.expectKept(value, 'a list');
    return true;
  } catch {
    return false;
  }
}

const sizes = [
  0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 99, 100, 101, 127, 128, 129, 255, 256, 257, 999, 1000, 1001,
];
const largeSizes = [4096, 4097, 10_001, 65_535, 65_537];

export const lookAlikeLaws = serializerLaws('What is kept', [
  [
    'S29',
    'a plain value that looks like one that the serializer has encoded comes back as it is: tags, references, escapes',
    (fixture) => {
      const { ownForms } = fixture.ingredients;
      const own = ownForms.flatMap(formsLike);
      for (const value of own) fixture.expectKept(value, 'a plain value in the form of its own text');
      expectEachKept(fixture, taggedValues(fixture.instances), 'a plain value that looks like an encoded one');
    },
  ],
  [
    'S30',
    'a text that looks like a date, a number, a reference or an encoding comes back as it is, as a value and as a key',
    (fixture) => {
      const base = [...likeValues, ...likeReferences, ...oddTexts, ...specialKeys];
      const texts = new Set([...base, ...base.flatMap((text) => alterations.map((change) => change(text)))]);
      texts.delete('__proto__');
      expectEachKept(fixture, [...texts], 'a text');
      expectEachKept(
        fixture,
        [...texts].map((text) => ({ [text]: text })),
        'a text as key and as value',
      );
      for (const group of keyGroups) {
        for (const keys of [group, group.toReversed()]) {
          const object = Object.fromEntries(keys.map((key, at) => [key, at]));
          fixture.expectKept(object, `an object with keys that are alike (${show(keys)})`);
          if (fixture.keeps.includes('Map'))
            fixture.expectKept(new Map(Object.entries(object)), 'a Map with such keys');
          if (fixture.keeps.includes('Set')) fixture.expectKept(new Set(keys), 'a Set of such texts');
        }
      }
    },
  ],
  [
    'S31',
    'values of any size come back: many keys and items, long keys and texts',
    (fixture) => {
      for (const size of [...sizes, ...largeSizes]) {
        const keys = Array.from({ length: Math.min(size, mostKeys) }, (_, at) => `key ${at}`);
        const items = Array.from({ length: size }, (_, at) => at);
        fixture.expectKept(Object.fromEntries(keys.map((key, at) => [key, at])), `an object with ${keys.length} keys`);
        fixture.expectKept(items, `an array of ${size} items`);
        for (const unit of size > 1001 ? ['x'] : ['x', '\u4e2d', '\\']) {
          fixture.expectKept(unit.repeat(size), `a text of ${size} times ${show(unit)}`);
          fixture.expectKept({ [unit.repeat(size)]: 1, '': 0 }, `a key of ${size} times ${show(unit)}`);
        }
        if (fixture.keeps.includes('ArrayBuffer')) fixture.expectKept(new ArrayBuffer(size), `${size} bytes`);
        if (size > 1001) continue;
        const objects = items.map((at) => ({ id: at }));
        fixture.expectKept(objects, `an array of ${size} objects`);
        const entries = keys.map((key) => [key, key] as const);
        if (fixture.keeps.includes('Map')) fixture.expectKept(new Map(entries), `a Map with ${size} entries`);
        if (fixture.keeps.includes('Set')) fixture.expectKept(new Set(items), `a Set of ${size} members`);
      }
    },
  ],
  [
    'S32',
    'a call does not depend on the calls before: neither values nor texts, kept or refused, leave anything behind',
    (fixture) => {
      const recipes = fixture.recipes(40, 32);
      const before = recipes.map((recipe) => fixture.write(made(recipe), 'a value'));
      const object = { a: [1], when: 'now' };
      const fault = { object, list: [object, [object, () => 1]] };
      const text = fixture.write([object, object], 'a value');
      for (let round = 0; round < 3; round++) {
        recipes.forEach((recipe: Recipe, at) => {
          fixture.refusal(fault, 'a function');
          fixture.readForeign(`${before[at]}}`, 'a text with a suffix');
          fixture.readForeign('', 'an empty text');
          const written = fixture.write(made(recipe), 'a value');
          expect(written === before[at], 'A value must have the same text after other calls.', [before[at], written]);
          const difference = fixture.difference(made(recipe), fixture.read(written, 'a value'));
          expect(difference === undefined, 'A text must give the same value after other calls.', difference);
        });
        const changing = { n: 0, list: [0] };
        const texts = [1, 2].map((n) => {
          changing.n = changing.list[0] = n;
          return [fixture.write(changing, 'a value that changes'), fixture.write([changing], 'a value that changes')];
        });
        expect(
          texts[0]?.[0] !== texts[1]?.[0] && texts[0]?.[1] !== texts[1]?.[1],
          'A value that has changed must have another text.',
          texts,
        );
        for (const close of [Object.preventExtensions, Object.seal, Object.freeze]) expectChangeSeen(fixture, close);
        const spoiled: Record<string, unknown> = { part: { n: 1 } };
        fixture.write(spoiled, 'a value');
        spoiled['part'] = () => 1;
        fixture.expectRefused(spoiled, '$.part', 'a value that became one with a function after it was written');
        const again = fixture.write([object, object], 'a value');
        expect(again === text, 'A value must have the same text after a refusal of one of its parts.', [text, again]);
      }
    },
  ],
  [
    'S33',
    'a text that was written in one time zone gives the same value in another, as servers have different ones',
    async (fixture) => {
      // The clocks of these zones were set back, or have an offset with minutes or seconds.
      const instants = [
        0, 1_729_989_000_000, 1_729_992_600_000, 1_730_612_700_000, -62_198_755_200_000, -2_208_988_800_000,
      ];
      const dates = instants.map((time) => new Date(time));
      await acrossTimeZones(
        () => Promise.resolve(fixture.write(dates, 'dates')),
        (text, from, to) => {
          const difference = fixture.difference(dates, fixture.read(text, 'dates'));
          expect(difference === undefined, `Dates that were written in ${from} must be the same in ${to}.`, difference);
          expectEqual(fixture.write(dates, 'dates'), text, `Dates must have the same text in ${from} and ${to}.`);
          return Promise.resolve();
        },
      );
    },
    ({ keeps }) => (keeps.includes('Date') ? undefined : 'Date'),
  ],
]);

/** Fails if a change inside an object that takes no changes itself is not in its text. */
function expectChangeSeen(fixture: SerializerFixture, close: <Value extends object>(value: Value) => unknown): void {
  for (const wrap of [(inner: object) => ({ inner }), (inner: object) => [inner]]) {
    const [list, object] = [[0], { n: 0 }];
    for (const inner of [list, object]) {
      const outer = wrap(inner);
      close(outer);
      const before = [fixture.write(outer, 'a value'), fixture.write([outer], 'a value')];
      list[0] = object.n = 1;
      const after = [fixture.write(outer, 'a value'), fixture.write([outer], 'a value')];
      const fresh = [fixture.write(wrap(inner), 'a value'), fixture.write([wrap(inner)], 'a value')];
      const demand = 'A frozen, sealed or inextensible object in which something has changed must have another text.';
      expect(before[0] !== after[0] && before[1] !== after[1], demand, { before, after });
      expectEqual(after.join(), fresh.join(), 'It must have the text of an equal object that was never written.');
      list[0] = object.n = 0;
    }
  }
}
