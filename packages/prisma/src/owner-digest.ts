import { assertKeepable } from './keepable-text.js';

const utf8 = new TextEncoder();

/**
 * Returns the SHA-256 of an owner in hexadecimal, which queries by owner compare.
 *
 * A column compares by its collation. With MariaDB's default, revoking `bob` would also sign out `Bob` and `bób`.
 */
export async function digestOwner(owner: string): Promise<string> {
  assertKeepable(owner, 'owner');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(owner)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
