import fc from 'fast-check';
import type { Fixture } from '../fixture/fixture.js';
import { jsonTexts, oddCharacters, specialTexts, uninterpretedTexts } from '../fixture/payload-texts.js';
import { textOfBytes } from '../fixture/values/boundary-sizes.js';
import { alikeTexts } from '../fixture/values/changeable-texts.js';
import { unicodeJson, unicodeText } from '../fixture/values/unicode-texts.js';
import { expect } from '../suite/expect.js';
import { type Law, law } from '../suite/law.js';

/** Stores each text as a payload and fails unless it comes back exactly. `why` says what is special about the texts. */
export type ExpectKept<Used> = (fixture: Used, texts: readonly string[], why: string) => Promise<void>;

/**
 * Returns texts of characters that take several bytes, so that one lies across every border of 64 bytes to 128 KB. They
 * are long enough that one lies across 64 K units of UTF-16, too.
 */
function textsAcrossBorders(maxPayloadBytes: number): string[] {
  const bytes = Math.min(140_000, maxPayloadBytes);
  const shifts = { 2: [1], 3: [0, 1, 2], 4: [1, 2, 3] } as const;
  return ([2, 3, 4] as const).flatMap((each) => shifts[each].map((shift) => textOfBytes(bytes, each, shift)));
}

/** Laws 72 to 75 and 76c, which keyed and sealed stores share. */
export function keptTextLaws<Used extends Fixture>(expectKept: ExpectKept<Used>): Law<Used>[] {
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
      '74c',
      'encoded text is not decoded, trimmed, normalized or parsed: percent signs, entities, escapes, Base64, numbers',
      (fixture) => {
        const texts = new Set(alikeTexts.flatMap((alike) => alike.texts));
        return expectKept(fixture, [...texts], 'text that a store could take for another');
      },
    ),
    law(
      '76c',
      'characters of 2, 3 and 4 bytes come back whole, wherever a store cuts a payload into pieces',
      (fixture) => {
        const texts = textsAcrossBorders(fixture.one.limits.maxPayloadBytes);
        return expectKept(fixture, texts, 'characters that lie across the borders of pieces');
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
    const pairs = fc.sample(fc.tuple(unicodeText, unicodeJson), { seed: fixture.seed, numRuns: fixture.rounds(runs) });
    for (const [run, texts] of pairs.entries()) {
      await expectKept(fixture, texts, `generated with seed ${fixture.seed}, run ${run}`);
    }
  });
}
