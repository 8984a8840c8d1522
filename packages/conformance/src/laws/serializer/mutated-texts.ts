import type { SeededRandom } from '../../fixture/random-text.js';
import type { SerializerFixture } from '../../fixture/serializer/serializer-fixture.js';

/** Returns texts that the serializer wrote for JSON and for everything that it keeps. */
export function ownTexts(fixture: SerializerFixture, count: number): readonly [string, ...string[]] {
  const texts = Array.from({ length: fixture.rounds(count) }, (_, round) => [
    { name: 'Ada', nested: [round, { b: null }] },
    fixture.value(fixture.random(round)),
  ]);
  return [fixture.write({ a: 1 }, 'a value'), ...texts.map((value) => fixture.write(value, 'a value'))];
}

/** The tokens of most formats; in other formats, single characters. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|\w+|[^\w"]/gsu;

const numbers = ['-1', '0', '1', '-7', '99', '4294967295', '1e999'] as const;
const names = ['"__proto__"', '"constructor"', '"Map"', '"Date"'] as const;
const forged = [...numbers, ...names, 'null', 'true', '""', '[]', '{}', '\\', '\0', '\ud800'] as const;

/** Returns one of the texts with a piece removed, doubled, moved or forged, or with a character changed. */
export function mutated(texts: readonly [string, ...string[]], random: SeededRandom): string {
  const pieces = random.pick(texts).match(tokens) ?? [''];
  for (let changes = 1 + random.below(2); changes > 0; changes--) {
    const at = random.below(pieces.length);
    const other = pieces[random.below(pieces.length)] ?? '';
    const piece = pieces[at] ?? '';
    const replacement = random.pick([
      [],
      [piece, piece],
      [other],
      [piece, other],
      [random.pick(forged)],
      [random.pick(forged), piece],
      [piece.slice(1)],
      [String.fromCharCode(32 + random.below(95)) + piece.slice(1)],
    ]);
    pieces.splice(at, 1, ...replacement);
  }
  return pieces.join('');
}

/** Returns other forms of the text that mean the same in formats like JSON. */
export function restated(text: string): readonly string[] {
  const escape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const forms = [
    ` ${text}`,
    `${text}\n`,
    text.replaceAll(',', ', '),
    text.replaceAll(':', ': '),
    ...['.0', 'e0', '0e-1'].map((form) => text.replaceAll(/(?<![\w.])\d+(?![\w.])/g, (digits) => digits + form)),
    text.replaceAll(/(?<=[{,]")[a-z]/g, escape),
    text.replaceAll(/(?<=[[:]")[a-z]/g, escape),
    text.replace(/\{("[^"\\]*":)/, (_, property: string) => `{${property}0,${property}`),
  ];
  return forms.filter((form) => form !== text);
}
