import { alphabet, type Tampered } from './tampered-tokens.js';

/** What some decoder drops, or reads as the same, beside a part of a token. */
const strays = [
  '=',
  '==',
  '===',
  '0',
  '00',
  'A',
  'AA',
  '-',
  '_',
  '+',
  ' ',
  '\n',
  '%',
  '%20',
  '~',
  '*',
  '!',
  '.0',
  'e0',
];

/** Letters that some encodings read as the same digit. */
const lookalikes = ['0Oo', '1IlLi', 'uUvV', '8B', '5S', '2Z'];

/**
 * Yields spellings that a lenient decoder reads as the same bytes, wherever a field ends. Unlike `flippedBits`, it
 * tries few letters at each place, so that it can be run on many tokens: how many bits of a field's last character are
 * unused depends on the field's length.
 */
export function* respelled(token: string): Generator<Tampered> {
  const ends = endsOf(token);
  for (let at = 0; at < token.length; at++) {
    const letter = token[at] ?? '';
    const change = (other: string) =>
      `character ${at} of ${token.length}, ${letter}, replaced by ${JSON.stringify(other)}`;
    const isAtEnd = ends.some((end) => at < end && at >= end - 2);
    for (const other of isAtEnd ? alphabet : neighboursOf(letter)) {
      if (other !== letter) yield { token: token.slice(0, at) + other + token.slice(at + 1), change: change(other) };
    }
  }
  for (const letter of new Set(token)) {
    const hex = letter.charCodeAt(0).toString(16);
    for (const code of new Set([`%${hex}`, `%${hex.toUpperCase()}`, `&#${letter.charCodeAt(0)};`])) {
      yield { token: token.replaceAll(letter, code), change: `every ${letter} written as ${code}` };
    }
  }
  for (const at of new Set([...ends, ...ends.map((end) => end + 1), 0])) {
    for (const stray of strays) {
      const change = `${JSON.stringify(stray)} inserted before character ${at} of ${token.length}`;
      yield { token: token.slice(0, at) + stray + token.slice(at), change };
    }
  }
}

/** Yields some tokens with one or two letters changed: each `-` or `_` alone and all of them, a few letters, pairs. */
export function* slightlyChanged(token: string, seed: number): Generator<Tampered> {
  const twin = (letter: string) => ({ '-': '_', _: '-' })[letter] ?? letter;
  const places = Array.from(token.matchAll(/[-_]/g), ({ index }) => index);
  for (const at of places) {
    const change = `character ${at}, ${token[at]}, replaced by its twin in base64url`;
    yield { token: token.slice(0, at) + twin(token[at] ?? '') + token.slice(at + 1), change };
  }
  yield { token: token.replaceAll('_', '-'), change: 'every _ replaced by -' };
  yield { token: token.replaceAll('-', '_'), change: 'every - replaced by _' };
  for (let round = 0; round < 4; round++) {
    const at = (seed + round * 37) % (token.length - 1);
    const [one = '', two = ''] = token.slice(at, at + 2);
    yield {
      token: token.slice(0, at) + two + one + token.slice(at + 2),
      change: `characters ${at} and ${at + 1} swapped`,
    };
    for (const other of neighboursOf(one)) {
      const change = `character ${at}, ${one}, replaced by ${JSON.stringify(other)}`;
      yield { token: token.slice(0, at) + other + token.slice(at + 1), change };
    }
  }
}

/** Returns the letters that differ in the lowest bits of base64, or in their case, or that look alike. */
function neighboursOf(letter: string): Set<string> {
  const value = alphabet.indexOf(letter);
  const swapped = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  const alike = lookalikes.find((group) => group.includes(letter)) ?? '';
  const standard = { '-': '+', _: '/' }[letter] ?? '';
  const low = value < 0 ? [] : [1, 2, 3].map((bits) => alphabet[value ^ bits] ?? '');
  return new Set([...low, swapped, standard, ...Array.from(alike)].filter((other) => other !== ''));
}

/** Returns where the parts of a token end. */
function endsOf(token: string): number[] {
  const dots = Array.from(token.matchAll(/\./g), ({ index }) => index);
  return [...dots, token.length];
}

/** Returns the lengths of a token's parts, as far as they decide how many bits of its last characters are unused. */
export function remaindersOf(token: string): string {
  return token
    .split('.')
    .map((part) => part.length % 8)
    .join();
}
