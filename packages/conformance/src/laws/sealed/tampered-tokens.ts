import fc, { type Arbitrary } from 'fast-check';

/** A changed token, and how it differs from the original. */
export interface Tampered {
  readonly token: string;
  readonly change: string;
}

export const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Yields the token with each bit flipped. For the text, these are the seven bits of each character. For the encoded
 * bytes, each character of base64url is replaced by every other one, which includes the unused bits of the last
 * character that lenient decoders drop. That covers hexadecimal, too.
 */
export function* flippedBits(token: string, seed: number, maxPlaces = 600): Generator<Tampered> {
  for (const at of placesOf(token, seed, maxPlaces)) {
    const code = token.charCodeAt(at);
    const others = new Set(alphabet);
    for (let bit = 0; bit < 7; bit++) others.add(String.fromCharCode(code ^ (1 << bit)));
    others.delete(token[at] ?? '');
    for (const other of others) {
      const change = `character ${at} of ${token.length} replaced by ${JSON.stringify(other)}`;
      yield { token: token.slice(0, at) + other + token.slice(at + 1), change };
    }
  }
}

/** Yields shortened and extended tokens. */
export function* cutAndExtended(token: string): Generator<Tampered> {
  for (let length = 0; length < token.length; length++) {
    yield { token: token.slice(0, length), change: `all but its first ${length} characters cut off` };
    if (length > 0) yield { token: token.slice(length), change: `its first ${length} characters cut off` };
    yield { token: token.slice(0, length) + token.slice(length + 1), change: `character ${length} taken out` };
    const doubled = token.slice(0, length) + token[length] + token.slice(length);
    yield { token: doubled, change: `character ${length} doubled` };
  }
  const ends = ['.', '~', '%', '!', ',', '\u0000', 'é', 'AA', 'AAA', 'AAAA', `.${token}`, token];
  for (const end of [...alphabet.split(''), ...ends]) {
    const shown = end.length > 4 ? 'itself once more' : JSON.stringify(end);
    yield { token: token + end, change: `${shown} behind it` };
    yield { token: end + token, change: `${shown} in front of it` };
  }
}

/** Yields other encodings of the same bytes, or texts that a lenient decoder could accept. */
export function* reencoded(token: string): Generator<Tampered> {
  const half = token.length >> 1;
  const bytes = Buffer.from(token, 'base64url');
  const into = (join: string) => token.slice(0, half) + join + token.slice(half);
  const every = (change: (character: string) => string) => token.replaceAll(/[^]/g, change);
  const writings: Readonly<Record<string, string>> = {
    'padding behind it': `${token}=`,
    'twice the padding behind it': `${token}==`,
    'as base64 with padding': bytes.toString('base64'),
    'as base64 without padding': bytes.toString('base64').replaceAll('=', ''),
    '+ and / for - and _': token.replaceAll('-', '+').replaceAll('_', '/'),
    'decoded and encoded again, more canonically': bytes.toString('base64url'),
    'as hexadecimal': bytes.toString('hex'),
    'as raw bytes': bytes.toString('latin1'),
    'encoded once more': Buffer.from(token).toString('base64url'),
    'every character percent-encoded': every((letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`),
    'its first character percent-encoded': `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`,
    'as if - were percent-encoded': token.replaceAll('-', '%2D'),
    'in upper case': token.toUpperCase(),
    'in lower case': token.toLowerCase(),
    'in double quotes': `"${token}"`,
    'in single quotes': `'${token}'`,
    'as wide letters': every((letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    'its first letter with the same low byte': String.fromCharCode(token.charCodeAt(0) + 256) + token.slice(1),
    'letters with the same low byte': every((letter) => String.fromCharCode(letter.charCodeAt(0) + 256)),
    'a byte order mark in front': `\ufeff${token}`,
    'a zero-width space in it': into('\u200b'),
    'a prefix of j: for JSON': `j:${JSON.stringify(token)}`,
    'a prefix of s: for a signature': `s:${token}`,
  };
  for (const [change, writing] of Object.entries(writings)) if (writing !== token) yield { token: writing, change };
  for (const space of [' ', '\t', '\n', '\r\n', '\u00a0', '\u2028', '%20', '+', '=', '.', ';', ',', '\\']) {
    const shown = JSON.stringify(space);
    yield { token: space + token, change: `${shown} in front of it` };
    yield { token: token + space, change: `${shown} behind it` };
    yield { token: into(space), change: `${shown} in the middle` };
  }
}

/** Yields the beginning of one token with the end of another, and tokens with parts exchanged. */
export function* spliced(one: string, other: string): Generator<Tampered> {
  for (let at = 1; at < Math.min(one.length, other.length); at++) {
    yield { token: one.slice(0, at) + other.slice(at), change: `its end from character ${at} on taken from another` };
    yield { token: one.slice(0, at) + other.slice(-(one.length - at)), change: `its last ${one.length - at} likewise` };
    yield { token: one.slice(0, at) + other, change: `its first ${at} characters in front of another` };
  }
  const [mine, theirs] = [one, other].map((token) => token.split(/(?<=[^A-Za-z0-9_-])|(?=[^A-Za-z0-9_-])/));
  for (const at of (mine ?? []).keys()) {
    const parts = (mine ?? []).with(at, theirs?.[at] ?? '');
    yield { token: parts.join(''), change: `its part ${at} taken from another` };
  }
}

/** Replaces the characters of a text from one position to another. */
type Change = (text: string, from: number, to: number) => string;

/** Tokens with one to four changes at random places. */
export function mutated(token: string, other: string): Arbitrary<Tampered> {
  const replacing =
    (by: (removed: string, from: number, to: number) => string): Change =>
    (text, from, to) =>
      text.slice(0, from) + by(text.slice(from, to), from, to) + text.slice(to);
  const inserted = (letter: string): Change => replacing((removed) => letter + removed);
  const replaced =
    (letter: string): Change =>
    (text, from) =>
      text.slice(0, from) + letter + text.slice(from + 1);
  const change = fc.oneof(
    fc.constantFrom(...alphabet.split('')).map(replaced),
    fc.constantFrom(...alphabet.split('')).map(inserted),
    fc.nat(0x24f).map((code) => replaced(String.fromCharCode(code))),
    fc.constantFrom<Change>(
      replacing(() => ''),
      replacing((removed) => removed.split('').toReversed().join('')),
      replacing((_, from, to) => other.slice(from, to)),
      (text, from) => text.slice(0, from) + other.slice(from),
    ),
  );
  const place = { from: fc.nat(token.length), length: fc.nat(12), change };
  return fc.array(fc.record(place), { minLength: 1, maxLength: 4 }).map((changes) => {
    const text = changes.reduce((before, { change: apply, from, length }) => apply(before, from, from + length), token);
    return { token: text, change: 'several changes at random places' };
  });
}

function placesOf(token: string, seed: number, max: number): readonly number[] {
  const places = Array.from(token, (_, at) => at);
  if (places.length <= max) return places;
  return fc.sample(fc.shuffledSubarray(places, { minLength: max, maxLength: max }), { seed, numRuns: 1 }).flat();
}
