import { assertKeepable } from './keepable-text.js';

const utf8 = new TextEncoder();

/**
 * The SHA-256 of an owner, in hexadecimal: what owner queries compare.
 *
 * A column compares by its collation: on MariaDB's default, revoking `bob` would sign out `Bob` and `bób` too.
 */
export async function digestOwner(owner: string): Promise<string> {
  assertKeepable(owner, 'owner');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(owner)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
