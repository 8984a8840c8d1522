import { SessionError } from '@sess/core';
import { booleanRule, checkOptions, clockRule, countRuleUpTo, type OptionRule, stringRule } from '@sess/core/store';
import type { Revocations } from './revocations.js';

/** A key that cookies are sealed with. */
export interface SealingKey {
  /** Written into each cookie, so that its key is found at once: 1 to 32 characters of `A-Z a-z 0-9 _ -`. */
  readonly name: string;
  /** At least 32 random bytes, as they are or as base64url (or base64). */
  readonly secret: string | Uint8Array;
  /** Unseals what other processes seal with it, but does not seal yet: for the first half of a rolling deployment. */
  readonly next?: boolean;
}

/** The options of a `CookieSessionStore`. */
export interface CookieSessionStoreOptions {
  /**
   * The first key seals, and all keys unseal. Put a new key first; a cookie of an older key is sealed again in the
   * same response. A function is called for each cookie, so that keys can change without a restart. It should return
   * from memory, and return the same secrets until they change, because each new one has to be checked.
   */
  readonly keys: readonly SealingKey[] | (() => readonly SealingKey[] | PromiseLike<readonly SealingKey[]>);
  /**
   * What the cookies are for. Cookies of another purpose are refused, even with the same keys.
   *
   * @defaultValue `'session'`
   */
  readonly purpose?: string;
  /** The number of cookies that a session may be spread over, 1 to 4. @defaultValue 1 */
  readonly maxCookies?: number;
  /**
   * Compresses sessions (DEFLATE). The length then depends on the content: an attacker who can put text into a session
   * and see the length of its cookie can guess the rest, as CRIME and BREACH did. Only for sessions without secrets.
   *
   * @defaultValue false
   */
  readonly compress?: boolean;
  /** Sessions are padded to a multiple of this many bytes, 1 to 1,024; 1 adds no padding. @defaultValue 64 */
  readonly padTo?: number;
  /** Makes a sign-out end copies of the cookie too. Without it, a copy is valid until its deadline. */
  readonly revocations?: Revocations;
  /** Epoch milliseconds; the same as the manager's. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

const isListOrFunction: OptionRule[0] = (value) => Array.isArray(value) || typeof value === 'function';
const isRevocations: OptionRule[0] = (value) => {
  const { isRevoked, revoke } = (value ?? {}) as Partial<Revocations>;
  return typeof isRevoked === 'function' && typeof revoke === 'function';
};

/** @throws {@link SessionError} `INVALID_OPTION`, which names the option. */
export function checkStoreOptions(options: CookieSessionStoreOptions): void {
  checkOptions('CookieSessionStore', options, {
    keys: [isListOrFunction, 'must be an array of keys, or a function that returns one'],
    purpose: stringRule,
    maxCookies: [(value) => [1, 2, 3, 4].includes(value as number), 'must be 1, 2, 3 or 4'],
    compress: booleanRule,
    padTo: countRuleUpTo(1024),
    revocations: [isRevocations, 'must have isRevoked and revoke'],
    clock: clockRule,
  });
  if (options.revocations !== undefined || !('revocations' in options)) return;
  throw new SessionError(
    'INVALID_OPTION',
    'CookieSessionStore.revocations must not be undefined: without revocations a copied cookie survives a sign-out; ' +
      'leave the option out if that is meant',
  );
}
