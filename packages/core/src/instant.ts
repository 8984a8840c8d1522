/**
 * Whether an instant was given in seconds: as milliseconds, the number lies before March 1973. What is meant to end by then would be
 * over at once, unseen. Zero is the usual way to say "long ago".
 */
export function isInSeconds(instant: unknown): boolean {
  return typeof instant === 'number' && instant > 0 && instant < 1e11;
}
