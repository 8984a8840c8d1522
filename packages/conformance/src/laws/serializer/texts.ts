import { randomJson, randomText } from '../../fixture/random-text.js';
import { expect, expectEqual, show } from '../../suite/expect.js';
import { nonsenseTexts } from './hostile-texts.js';
import { mutated, ownTexts, restated } from './mutated-texts.js';
import { serializerLaws } from './serializer-law.js';

function expectWellFormed(text: string): void {
  const isWellFormed = !/[\0\p{Surrogate}]/u.test(text);
  expect(isWellFormed, 'The text must have no U+0000 and no lone surrogate.', show(text));
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
      for (let round = 0; round < fixture.rounds(300); round++) {
        const where = `(seed ${fixture.seed}, round ${round})`;
        const [one, two] = [1, 2].map(() => fixture.write([fixture.value(fixture.random(round))], 'a value'));
        expectEqual(one, two, `Equal values must have the same text ${where}.`);
        const again = fixture.write(fixture.read(String(one), 'a value'), 'a value that deserialize returned');
        expectEqual(again, one, `A value that was read from a text must be written as the same text ${where}.`);
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
      for (let round = 0; round < fixture.rounds(100); round++) {
        expectWellFormed(fixture.write(fixture.value(fixture.random(round)), 'a value'));
      }
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
      for (let round = 0; round < fixture.rounds(300); round++) {
        const random = fixture.random(round);
        fixture.expectSound(randomText(random, 40), 'random text');
        fixture.expectSound(JSON.stringify(randomJson(random)), 'random JSON');
      }
      for (const text of ownTexts(fixture, 12)) {
        const step = Math.ceil(text.length / 200);
        for (let end = 0; end < text.length; end += step)
          fixture.expectSound(text.slice(0, end), 'a text that was cut');
        for (const tail of [' x', '}', ']', ',1', '\0', text]) fixture.expectSound(text + tail, 'a text with a suffix');
      }
      const cut = fixture.write({ a: 'a text', list: [1, 2, { b: 'c' }] }, 'a value').slice(0, -1);
      const found = fixture.readForeign(cut, 'a text that was cut');
      expect(found === undefined, 'A text that was cut must be refused.', cut);
    },
  ],
  [
    'S19',
    'a changed text is refused with a DeserializeError, unless it is the exact text of another value',
    (fixture) => {
      const texts = ownTexts(fixture, 60);
      for (let round = 0; round < fixture.rounds(3000); round++) {
        const text = mutated(texts, fixture.random(round));
        fixture.expectSound(text, `a changed text (seed ${fixture.seed}, round ${round})`);
      }
      for (const text of [...texts, fixture.write({ first: { a: 'b', n: [1, 20] }, z: ['c'] }, 'a value')]) {
        for (const form of restated(text)) fixture.expectSound(form, 'another form of its text');
      }
    },
  ],
]);
