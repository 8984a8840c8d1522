import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import type { KeyOf } from './readonly-session.js';
import type { Settings } from './session-settings.js';
import type { PendingChanges } from './pending-changes.js';

/** How `Session.signIn` goes about it. */
export interface SignInOptions<Data, Name extends string> {
  /**
   * Exactly these keys of the data survive. Without it, a guest's data and that of the same owner stay whole, and
   * nothing of another owner's does.
   */
  readonly keep?: readonly KeyOf<Data>[];
  /** The named lifetime from now on. @defaultValue the same owner's present one, else `'default'` */
  readonly lifetime?: Name | 'default';
}

/** @throws {@link SessionError} for a misspelt `keep`, and for one that is there and undefined: it would keep everything. */
export function checkSignInOptions(options: { readonly keep?: unknown }): void {
  refuseUnknownOptions('signIn', options, ['keep', 'lifetime']);
  const { keep = 'keep' in options ? undefined : [] } = options;
  if (Array.isArray(keep) && keep.every((key) => typeof key === 'string')) return;
  throw new SessionError(
    'INVALID_ARGUMENT',
    "signIn: keep must be a list of keys. Leave it out to keep all of a guest's data; [] keeps nothing.",
  );
}

/**
 * The lifetime and the end that a session has once `owner` has signed in, where `signIn` does not name another one: the same owner's,
 * or the default. What a guest was given by an earlier request ends with the guest, because a page that guests see must not decide
 * how long a signed-in session lasts; what this request asks for holds.
 */
export function endAfterSignIn({ settings, askedSettings }: PendingChanges, owner: string): Partial<Settings> {
  if (settings.owner === owner) return {};
  return { lifetime: undefined, expiry: undefined, ...(settings.owner === undefined && askedSettings) };
}
