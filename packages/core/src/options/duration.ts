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
 * Answers with whole milliseconds, rounded, or `Infinity`: whether for ever is allowed is the caller's question.
 *
 * @param leastNumber - What a bare number must be at least: a smaller one was meant in another unit, and a session that
 * ends after 14 milliseconds looks like one that was never there. `{ seconds: 0.014 }` says it on purpose.
 * @throws {@link SessionError} `INVALID_OPTION`, naming the option, for what is no number, negative, or under a
 * millisecond in all, and for a unit that does not exist.
 */
export function durationToMilliseconds(duration: Duration, optionName: string, leastNumber = 0): number {
  let parts: [amount: unknown, size: number][] = [[duration, 1]];
  if (typeof duration === 'object') {
    refuseUnknownOptions(optionName, duration, Object.keys(units));
    parts = Object.entries(units).map(([unit, size]) => [duration[unit as keyof typeof units] ?? 0, size]);
  }
  let sum = 0;
  // A number in quotes is not multiplied into one: '900' is as likely to mean seconds.
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
