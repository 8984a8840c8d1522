import { SessionError } from '../contract/errors.js';

/** Whether at most so many insertions, deletions and replacements turn one word into the other (Levenshtein). */
function isNear(a: string, b: string, edits: number): boolean {
  if (edits < 0) return false;
  if (!a || !b) return a.length + b.length <= edits;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return isNear(restA, restB, edits);
  return isNear(restA, b, --edits) || isNear(a, restB, edits) || isNear(restA, restB, edits);
}

/**
 * Refuses unknown options, because a misspelt option would silently leave the default in force.
 *
 * @throws {@link SessionError} `INVALID_OPTION`, naming the option as `owner.option` and, when it looks misspelt, the
 * one meant.
 */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || !options) throw new SessionError('INVALID_OPTION', `${owner} must be an object`);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = known.find((name) => isNear(key.toLowerCase(), name.toLowerCase(), Math.floor(name.length / 3)));
    throw new SessionError(
      'INVALID_OPTION',
      `${owner}.${key} is not a known option. ${meant ? `Did you mean ${meant}?` : `Known options: ${known.join(', ')}`}`,
    );
  }
}
