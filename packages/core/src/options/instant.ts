/**
 * Whether something is a `Date` or epoch milliseconds. Not what `Number` makes one of: `null` is no instant. A number
 * before March 1973 was given in seconds, and what is meant to end then would be over at once, unseen; but zero is the
 * usual way to say "long ago".
 */
export function isInstant(value: unknown): value is number | Date {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'number' && Number.isFinite(value) && (value <= 0 || value >= 1e11);
}
