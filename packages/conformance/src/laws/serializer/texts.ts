import fc from 'fast-check';
import { restated, skipped, surrounded } from '../../fixture/serializer/changed-texts.js';
import { made, type Recipe } from '../../fixture/serializer/recipe.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';
import { plainText } from '../../fixture/serializer/texts.js';
import { expect, expectEqual, show } from '../../suite/expect.js';
import { nonsenseTexts } from './hostile-texts.js';
import { serializerLaws } from './serializer-law.js';

function expectWellFormed(text: string): void {
  const isWellFormed = !/[\0\p{Surrogate}]/u.test(text);
  expect(isWellFormed, 'The text must have no U+0000 and no lone surrogate.', show(text));
}

/** Returns texts that the serializer wrote for JSON and for everything that it keeps, the longest ones left out. */
function ownTexts(fixture: SerializerFixture, count: number): readonly [string, ...string[]] {
  const values = fixture.recipes(count, 1).map((recipe: Recipe, round) => [{ a: [round, { b: null }] }, made(recipe)]);
  const kinds = { name: 'Ada', n: [1, 20, 0.5, -3], z: [true, null, ''], odd: 'é"\\\n<\u2028', '10': {}, '9': [] };
  const [first = '', ...others] = [{ a: 1 }, [kinds], ...values].map((value) => fixture.write(value, 'a value'));
  return [first, ...others.filter((text) => text.length < 3000)];
}

export const textLaws = serializerLaws('The text', [
  [
    'S1',
    'the name of a serializer is a word of a-z, 0-9 and -, because a payload begins with it',
    ({ serializer }) => {
      const { name } = serializer;
      const isWord = typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name);
      expect(isWord, 'name must be a word of a-z, 0-9 and -.', name);
      expectEqual(serializer.name, name, 'name must not change.');
    },
  ],
  [
    'S16',
    'equal values have the same text, and reading and writing a text returns that text, so that core notices changes',
    (fixture) => {
      for (const recipe of fixture.recipes(300, 16)) {
        const [one, two] = [1, 2].map(() => fixture.write([made(recipe)], 'a value'));
        expectEqual(one, two, 'Equal values must have the same text.');
        const again = fixture.write(fixture.read(String(one), 'a value'), 'a value that deserialize returned');
        expectEqual(again, one, 'A value that was read from a text must be written as the same text.');
      }
    },
  ],
  [
    'S17',
    'the text is well-formed Unicode without U+0000 for any value, since databases cut or change other text',
    (fixture) => {
      const isTaken = (text: string) =>
        [text, { [text]: 1 }].every((value) => fixture.refusal(value, 'a lone surrogate') === undefined);
      const texts = ['\0', 'a\0b', '\u{1f469}', '\uffff', '\u0001', ...['\ud83d', '\udc69'].filter(isTaken)];
      for (const value of texts.flatMap((text) => [text, { [text]: text }, [[text]]])) {
        expectWellFormed(fixture.write(value, 'a text'));
      }
      for (const recipe of fixture.recipes(100, 17)) expectWellFormed(fixture.write(made(recipe), 'a value'));
    },
  ],
  [
    'S18',
    'texts that it did not write are refused with a DeserializeError: nonsense, random text, other formats, cut texts',
    (fixture) => {
      for (const text of nonsenseTexts) {
        fixture.expectSound(text, 'a text that it did not write');
        fixture.expectSound(JSON.stringify({ a: text }), 'JSON that it may not have written');
      }
      const random = fixture.sample(fc.tuple(plainText, fc.json({ maxDepth: 3 })), fixture.rounds(300), 18);
      for (const [text, json] of random) {
        fixture.expectSound(text, 'random text');
        fixture.expectSound(json, 'random JSON');
      }
      for (const text of ownTexts(fixture, 12)) {
        const step = Math.ceil(text.length / 500);
        for (let end = 0; end < text.length; end += step) {
          fixture.expectSound(text.slice(0, end), 'a text that was cut');
          fixture.expectSound(text.slice(end + 1), 'a text whose beginning was cut');
        }
      }
      const cut = fixture.write({ a: 'a text', list: [1, 2, { b: 'c' }] }, 'a value').slice(0, -1);
      const found = fixture.readForeign(cut, 'a text that was cut');
      expect(found === undefined, 'A text that was cut must be refused.', cut);
    },
  ],
  [
    'S19',
    'another form of a text, or one with something around it, is refused with a DeserializeError, unless it is the exact text of another value',
    (fixture) => {
      const texts = ownTexts(fixture, 30);
      for (const [at, text] of texts.entries()) {
        const donor = texts[(at + 1) % texts.length] ?? text;
        for (const change of surrounded) {
          fixture.expectSound(change(text, donor), 'its text with something in front or behind');
        }
        for (const change of restated) fixture.expectSound(change(text, donor), 'another form of its text');
      }
      const places = [...texts[1]!.matchAll(/\b|\W/g)].map(({ index }) => index);
      for (const at of new Set(places)) {
        for (const mark of skipped) {
          const text = texts[1]!.slice(0, at) + mark + texts[1]!.slice(at);
          fixture.expectSound(text, 'its text with a space or a mark in it');
        }
      }
    },
  ],
]);
