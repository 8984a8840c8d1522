import { refuseUnknownOptions, SessionError } from '@sess/core';
import type { SealingKey } from './sealing-key.js';
import type { Revocations } from './revocations.js';

/** The options of a `CookieSessionStore`. */
export interface CookieSessionStoreOptions {
  /**
   * The first seals, all open. Put a new key in front; what an older one opened is sealed anew on that response. A function is
   * asked at each cookie, so that keys can change without a restart: answer from memory, and with the same secrets while nothing
   * has changed, because a new one has to be read first.
   */
  readonly keys: readonly SealingKey[] | (() => readonly SealingKey[] | PromiseLike<readonly SealingKey[]>);
  /** What the cookies are for: those of another purpose do not open, whatever their keys. @defaultValue `'session'` */
  readonly purpose?: string;
  /** Over how many cookies a session may be spread, 1 to 4. @defaultValue 1 */
  readonly maxCookies?: number;
  /**
   * Compresses sessions (DEFLATE). A length then tells of the content: whoever can put text into a session and see how long its
   * cookie is can guess what else is in it (as CRIME and BREACH did). Only for sessions without secrets.
   *
   * @defaultValue false
   */
  readonly compress?: boolean;
  /** Sessions are filled up to whole blocks of so many bytes; 1 fills nothing. @defaultValue 64 */
  readonly padTo?: number;
  /** Makes sign-outs hold against cookies that somebody kept; without it such a cookie opens until its deadline. */
  readonly revocations?: Revocations;
  /** Epoch milliseconds; the same as the manager's. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

const known = [
  'keys',
  'purpose',
  'maxCookies',
  'compress',
  'padTo',
  'revocations',
  'clock',
] as const satisfies readonly (keyof CookieSessionStoreOptions)[];

/** @throws {@link SessionError} `INVALID_OPTION` that names the option. */
export function checkStoreOptions(options: CookieSessionStoreOptions): void {
  refuseUnknownOptions('CookieSessionStore', options, known);
  const { purpose, maxCookies = 1, compress = false, padTo = 64, revocations, clock } = options;
  if (purpose !== undefined && typeof purpose !== 'string') refuse('purpose', 'must be a text');
  if (![1, 2, 3, 4].includes(maxCookies)) refuse('maxCookies', 'must be 1, 2, 3 or 4');
  if (typeof compress !== 'boolean') refuse('compress', 'must be true or false');
  if (!Number.isInteger(padTo) || padTo < 1 || padTo > 1024)
    refuse('padTo', 'must be a whole number of bytes, 1 to 1024');
  if (clock !== undefined && typeof clock !== 'function')
    refuse('clock', 'must be a function that gives epoch milliseconds');
  if (revocations === undefined && 'revocations' in options)
    refuse(
      'revocations',
      'is there and undefined: without it no sign-out holds against a kept cookie, so leave it out to say so',
    );
  if (revocations === undefined) return;
  if (typeof revocations?.isRevoked !== 'function' || typeof revocations.revoke !== 'function') {
    refuse('revocations', 'must have isRevoked and revoke');
  }
}

function refuse(option: string, problem: string): never {
  throw new SessionError('INVALID_OPTION', `CookieSessionStore.${option} ${problem}.`);
}
