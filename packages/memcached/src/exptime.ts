/** memcached takes a larger number for an instant: seconds of the epoch. */
const longestRelativeSeconds = 60 * 60 * 24 * 30;
/** memcached keeps an instant in 32 bits with a sign; one beyond is stored dead. */
const latestSeconds = 2 ** 31 - 1;

/** The latest deadline whose `exptime` memcached keeps, in epoch milliseconds: in January 2038. */
export const latestExpiresAt = (latestSeconds - 1) * 1000;

/**
 * The `exptime` for a deadline. It only collects garbage, so it lies a second or two behind: the deadline in the value
 * decides, by the store's clock. Never 0, which is for ever.
 */
export function exptimeSeconds(expiresAt: number, now: number): number {
  if (expiresAt <= now) return -1;
  const relative = Math.ceil((expiresAt - now) / 1000) + 1;
  return relative <= longestRelativeSeconds ? relative : Math.ceil(expiresAt / 1000) + 1;
}
