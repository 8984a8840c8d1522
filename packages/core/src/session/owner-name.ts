import { SessionError } from '../contract/errors.js';
import { isKeepable } from '../payload/keepable-text.js';

/**
 * Returns the owner as stores keep it: a number is converted to a string.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` for an owner that is empty, not finite, or not the same in every
 * database
 */
export function ownerName(owner: string | number, call: string): string {
  const name = typeof owner === 'number' && Number.isFinite(owner) ? String(owner) : owner;
  if (typeof name === 'string' && name !== '' && isKeepable(name)) return name;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `${call}: the owner must be a string that is not empty and holds no U+0000 and no lone surrogate, or a finite number.`,
  );
}
