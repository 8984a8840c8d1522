import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from './option-names.js';

/**
 * A length of time: milliseconds, or the sum of the named units. A number that is too small for its option is
 * refused; name its unit then.
 */
export type Duration =
  | number
  | { readonly days?: number; readonly hours?: number; readonly minutes?: number; readonly seconds?: number };

const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 };

/**
 * Returns whole milliseconds, rounded, or `Infinity`. The caller decides whether `Infinity` is allowed.
 *
 * @param leastNumber - The least value of a bare number. A smaller one was meant in another unit, and a session that
 * ends after 14 milliseconds looks as if it had never existed. `{ seconds: 0.014 }` is accepted.
 * @throws {@link SessionError} `INVALID_OPTION`, naming the option, for a value that is not a number, negative, or less
 * than a millisecond in all, and for an unknown unit
 */
export function durationToMilliseconds(duration: Duration, optionName: string, leastNumber = 0): number {
  let parts: [amount: unknown, size: number][] = [[duration, 1]];
  if (typeof duration === 'object') {
    refuseUnknownOptions(optionName, duration, Object.keys(units));
    parts = Object.entries(units).map(([unit, size]) => [duration[unit as keyof typeof units] ?? 0, size]);
  }
  let sum = 0;
  // A number in quotes is refused: '900' may well mean seconds.
  for (const [amount, size] of parts) sum += typeof amount === 'number' && amount >= 0 ? amount * size : Number.NaN;
  sum = Math.round(sum);
  if (sum > 0 && typeof duration === 'number' && duration < leastNumber) {
    throw new SessionError(
      'INVALID_OPTION',
      `${optionName}: ${duration} is ${duration} milliseconds. Name the unit, as in { days: ${duration} } or ` +
        `{ minutes: ${duration} }; if you mean milliseconds, { seconds: ${duration / 1000} }.`,
    );
  }
  if (sum > 0) return sum;
  throw new SessionError(
    'INVALID_OPTION',
    `${optionName} must be positive: milliseconds or { days, hours, minutes, seconds }`,
  );
}
