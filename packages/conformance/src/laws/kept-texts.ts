import type { Fixture } from '../fixture/fixture.js';
import { jsonTexts, oddCharacters, specialTexts, uninterpretedTexts } from '../fixture/payload-texts.js';
import { randomJson, randomText, SeededRandom } from '../fixture/random-text.js';
import { expect } from '../suite/expect.js';
import { type Law, law } from '../suite/law.js';

/** Stores each text as a payload and fails unless it comes back exactly. `why` says what is special about the texts. */
export type ExpectKept<Used> = (fixture: Used, texts: readonly string[], why: string) => Promise<void>;

/** Laws 72 to 75, which keyed and sealed stores share. */
export function keptTextLaws<Used>(expectKept: ExpectKept<Used>): Law<Used>[] {
  return [
    law(
      '72',
      'JSON text of every shape comes back unchanged: scalars, empty values, depth 100, 10,000 keys',
      (fixture) => expectKept(fixture, jsonTexts, 'JSON text'),
    ),
    law(
      '73',
      'a store does not parse the payload: numbers, key order, repeated keys and spaces stay the same',
      (fixture) => expectKept(fixture, uninterpretedTexts, 'text that a JSON parser would change or refuse'),
    ),
    law(
      '74',
      'special names and characters in the payload stay the same: __proto__, $, dots, quotes, escapes, statements',
      async (fixture) => {
        await expectKept(fixture, specialTexts, 'text that is special somewhere');
        expect(!('polluted' in {}), 'A payload must not change any prototype.', 'Object.prototype has changed');
      },
    ),
    law(
      '75',
      'every character comes back exactly and stays distinct: emoji, ZWJ, right-to-left, combining, control, NFC and NFD',
      (fixture) => expectKept(fixture, oddCharacters, 'characters that encodings and collations change'),
    ),
  ];
}

/** Law 79, which keyed and sealed stores share. */
export function generatedTextLaw<Used extends Fixture>(runs: number, expectKept: ExpectKept<Used>): Law<Used> {
  return law('79', 'any generated text and JSON value comes back equal', async (fixture) => {
    const random = new SeededRandom(fixture.seed);
    for (let run = 0; run < fixture.rounds(runs); run++) {
      const texts = [randomText(random, 200), JSON.stringify(randomJson(random))];
      await expectKept(fixture, texts, `generated with seed ${fixture.seed}, run ${run}`);
    }
  });
}
