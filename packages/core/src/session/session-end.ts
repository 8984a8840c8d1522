import { SessionError } from '../contract/errors.js';
import { type Duration, durationToMilliseconds } from '../options/duration.js';
import { type Expiry, shortestNumber } from '../options/lifetimes.js';
import { isInstant } from '../options/instant.js';

/** The end of one session; see `Session.expire`. */
export type ExpireOptions = { readonly after: Duration } | { readonly at: number | Date } | 'browser-close' | 'default';

/** @throws {@link SessionError} `INVALID_ARGUMENT` for an end that has none of these forms */
export function expiryOf(end: ExpireOptions): Expiry | undefined {
  if (end === 'default') return undefined;
  if (end === 'browser-close') return end;
  if (typeof end === 'object' && end && 'after' in end) {
    const after = durationToMilliseconds(end.after, 'expire.after', shortestNumber);
    if (after !== Infinity) return { after };
  } else if (isInstant(end?.at)) {
    return { at: Number(end.at) };
  }
  throw new SessionError(
    'INVALID_ARGUMENT',
    'expire: give { after: a finite duration }, { at: a Date or epoch milliseconds }, "browser-close" or "default".',
  );
}
