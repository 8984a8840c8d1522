/** memcached reads a larger number as an instant: seconds of the epoch. */
const longestRelativeSeconds = 60 * 60 * 24 * 30;
/** memcached keeps an instant as a signed integer of 32 bits. An item with a later one is stored already expired. */
const latestSeconds = 2 ** 31 - 1;

/** The latest deadline whose `exptime` memcached can keep, in epoch milliseconds: in January 2038. */
export const latestExpiresAt = (latestSeconds - 1) * 1000;

/**
 * Returns the `exptime` for a deadline, a second or two later than that. It only collects garbage: the deadline in the
 * value decides, by the store's clock. Never 0, which means for ever.
 */
export function exptimeSeconds(expiresAt: number, now: number): number {
  if (expiresAt <= now) return -1;
  const relative = Math.ceil((expiresAt - now) / 1000) + 1;
  return relative <= longestRelativeSeconds ? relative : Math.ceil(expiresAt / 1000) + 1;
}
