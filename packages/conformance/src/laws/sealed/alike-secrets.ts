import { randomBytes } from 'node:crypto';

/** A secret that differs from another one, and where. */
export interface AlikeSecret {
  readonly secret: string;
  readonly difference: string;
}

/**
 * Returns 32 random bytes with what some code takes for an end or drops: a zero, a byte that is not UTF-8, white space
 * at the end, and `-_` in front of their text. The text has digits, which most random ones have, so that it can be
 * changed in nothing else.
 */
export function secretToVary(): string {
  const bytes = randomBytes(32);
  bytes.set([0x41, 0x95, 0x41], 4);
  bytes.set([0], 11);
  bytes.set([0x0a], 31);
  bytes.set(Buffer.from('2048', 'base64url'), 18);
  return `-_${bytes.toString('base64url').slice(2)}`;
}

const changes: Readonly<Record<string, (letter: string) => string>> = {
  'the case of its letters': (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  'its - and _': (letter) => ({ '-': '_', _: '-' })[letter] ?? letter,
  'its digits': (letter) => following(letter, '0123456789'),
  'its letters': (letter) => following(following(letter, 'abcdefghijklmnopqrstuvwxyz'), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  'its letters that are not hexadecimal digits': (letter) =>
    following(following(letter, 'ghijklmnopqrstuvwxyz'), 'GHIJKLMNOPQRSTUVWXYZ'),
};

/**
 * Yields secrets that differ from this one in one byte, or in some of their characters. All have 32 bytes, as 43
 * characters of base64url whose last one stays the same, so that its unused bits are zero.
 */
export function* alikeSecrets(secret: string): Generator<AlikeSecret> {
  const bytes = Buffer.from(secret, 'base64url');
  for (const at of bytes.keys()) {
    // The lowest bit, the sign, the case of a letter, and others in turn.
    const bit = [0x01, 0x80, 0x20, 0x02, 0x40][at % 5] ?? 1;
    const changed = Buffer.from(bytes).fill((bytes[at] ?? 0) ^ bit, at, at + 1);
    yield { secret: changed.toString('base64url'), difference: `byte ${at} of 32` };
  }
  const trimmed = Buffer.from(bytes).fill(0x20, 31);
  yield { secret: trimmed.toString('base64url'), difference: 'its last byte, a line feed or a space' };
  for (const [difference, change] of Object.entries(changes)) {
    yield { secret: secret.slice(0, -1).replaceAll(/[^]/g, change) + secret.slice(-1), difference };
  }
  yield { secret: `__${secret.slice(2)}`, difference: 'its first character, - or _' };
}

function following(letter: string, letters: string): string {
  const at = letters.indexOf(letter);
  return at < 0 ? letter : (letters[(at + 1) % letters.length] ?? letter);
}
