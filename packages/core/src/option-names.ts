import { SessionError } from './contract/errors.js';

/** How many letters must be typed, removed or replaced to make one word of the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = [...to, ''].map((_, index) => index);
  for (const letter of from) {
    let left = row[0]! + 1;
    row = row.map((above, index) => {
      if (index) left = Math.min(left + 1, above + 1, row[index - 1]! + (letter === to[index - 1] ? 0 : 1));
      return left;
    });
  }
  return row.at(-1)!;
}

/**
 * Refuses an option that nobody reads, because a misspelt one would leave a default in force unseen.
 *
 * @throws {@link SessionError} `INVALID_OPTION`, naming the option as `owner.option` and, when it looks misspelt, the one meant.
 */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || !options) throw new SessionError('INVALID_OPTION', `${owner} must be an object`);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = known.find((name) => distance(key.toLowerCase(), name.toLowerCase()) * 3 <= name.length);
    throw new SessionError(
      'INVALID_OPTION',
      `${owner}.${key} is no option${meant ? `: did you mean ${meant}?` : `; known: ${known.join(', ')}`}`,
    );
  }
}
