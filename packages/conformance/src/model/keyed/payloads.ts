import { oddCharacters, specialTexts, uninterpretedTexts } from '../../fixture/payload-texts.js';
import { alikeTexts } from '../../fixture/values/changeable-texts.js';

/** Short payloads that a store may decode, normalize, trim or parse. */
export const payloadTexts: readonly string[] = [
  ...alikeTexts.flatMap(({ texts }) => texts),
  // Payloads are JSON, so a store that parses them is the likeliest mistake.
  ...[1, 2, 3].flatMap(() => uninterpretedTexts),
  ...specialTexts,
  ...oddCharacters,
];
