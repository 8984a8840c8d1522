import { SessionError } from '../contract/errors.js';
import { isKeepable } from '../payload/keepable-text.js';

/**
 * An owner as stores know it: a number is turned into a string.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` for what is no name: empty, not finite, or not the same in every database
 */
export function ownerName(owner: string | number, call: string): string {
  const name = typeof owner === 'number' && Number.isFinite(owner) ? String(owner) : owner;
  if (typeof name === 'string' && name !== '' && isKeepable(name)) return name;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `${call}: the owner must be a string that is not empty and holds no U+0000 and no lone surrogate, or a finite number.`,
  );
}
