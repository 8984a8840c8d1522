import fc from 'fast-check';
import { alphabet, type Tampered } from './tampered-tokens.js';

/** Yields texts that browsers, scanners and other frameworks may send. */
export function* garbage(token: string, seed: number): Generator<Tampered> {
  const nothings = ['', ' ', '.', '..', '....', '.....', '0', '-1', 'null', 'undefined', 'true', '{}', '[]', '""'];
  const objects = ['[object Object]', '__proto__', 'constructor', '{"$ne":null}', "' OR 1=1 --"];
  const characters = ['\u0000', '\ud800', '\udfff\ud800', '😀', '%', '%ff%fe', '%00', '\u202e'];
  const paths = ['../../etc/passwd', '${jndi:ldap://example.org/a}'];
  const long = ['a'.repeat(32), ...['A', '.', 'é'].map((letter) => letter.repeat(5000))];
  const longest = ['A'.repeat(1_000_000), '%'.repeat(100_000), '('.repeat(100_000)];
  const shapes = [...nothings, ...objects, ...characters, ...paths, ...long, ...longest];
  for (const shape of shapes) yield { token: shape, change: `the text ${JSON.stringify(shape.slice(0, 40))}` };
  const letters = fc.string({
    unit: fc.constantFrom(...alphabet.split('')),
    minLength: 1,
    maxLength: 300,
    size: 'max',
  });
  for (const text of fc.sample(letters, { seed, numRuns: 300 })) {
    yield { token: text, change: `${text.length} letters of base64url at random` };
  }
  const parts = token.split(/[^A-Za-z0-9_-]/);
  for (const part of parts) {
    for (const name of ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', 'A'.repeat(10_000)]) {
      yield { token: token.replace(part, () => name), change: `a part of it replaced by ${name.slice(0, 20)}` };
    }
  }
}

/** The lengths of `longTexts`. The first steps are small: 2 ** 24 attempts end soon, and 2 ** 64 never do. */
const lengths = [
  8,
  12,
  16,
  20,
  ...Array.from({ length: 13 }, (_, index) => 22 + index),
  ...Array.from({ length: 11 }, (_, power) => 64 * 2 ** power),
];

/** A text, and one of the same kind that is half as long, apart from a token in it. */
interface LongText {
  readonly text: string;
  readonly half: string;
}

/** Yields texts of growing length for which a regular expression or a parser may try many ways; a token's own last. */
export function* longTexts(token: string): Generator<LongText> {
  const units = ['A', '.', '-', '_', '=', ' ', '(', '%', '"', '\\', 'A.', '%25', '[', '0'];
  const both = (length: number, shape: (length: number) => string) => ({
    text: shape(length),
    half: shape(length / 2),
  });
  for (const length of lengths) {
    for (const unit of units) {
      yield both(length, (each) => repeated(unit, each));
      yield both(length, (each) => `${repeated(unit, each)}!`);
    }
  }
  for (const length of lengths) {
    for (const unit of [...units, `${token}.`]) {
      yield both(length, (each) => token + repeated(unit, each));
      yield both(length, (each) => repeated(unit, each) + token);
    }
  }
}

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}
