/**
 * Whether a value is a `Date` or epoch milliseconds. Values that `Number` would convert, such as `null`, are not. A
 * positive number before March 1973 is refused: it was given in seconds, and the session would end at once, unnoticed.
 * Zero is accepted, as the usual way to say "long ago".
 */
export function isInstant(value: unknown): value is number | Date {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'number' && Number.isFinite(value) && (value <= 0 || value >= 1e11);
}
