import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import type { KeyOf } from './readonly-session.js';
import type { Settings } from './session-settings.js';
import type { PendingChanges } from './pending-changes.js';

/** The options of `Session.signIn`. */
export interface SignInOptions<Data, Name extends string> {
  /**
   * The data keys to keep; all others are removed. Without it, the data of a guest or of the same owner is kept, and
   * that of another owner is removed.
   */
  readonly keep?: readonly KeyOf<Data>[];
  /** The named lifetime from now on. @defaultValue the current one for the same owner, else `'default'` */
  readonly lifetime?: Name | 'default';
}

/**
 * @throws {@link SessionError} for unknown options, and for a `keep` that is `undefined`, which would keep everything
 */
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
 * Returns the lifetime and the end of the session after `owner` has signed in, if `signIn` names no other: those of the
 * same owner, or the defaults. Those that an earlier request gave to a guest are dropped, because a page for guests
 * must not decide how long a signed-in session lasts. Those that this request has set stay.
 */
export function endAfterSignIn({ settings, requestedSettings }: PendingChanges, owner: string): Partial<Settings> {
  if (settings.owner === owner) return {};
  return { lifetime: undefined, expiry: undefined, ...(settings.owner === undefined && requestedSettings) };
}
