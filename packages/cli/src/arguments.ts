import { InvalidArgumentError } from 'commander';
import ms, { type StringValue } from 'ms';

/** The longest wait that a timer can do: about 24 days. */
const maxMs = 2 ** 31 - 1;

/**
 * Returns the milliseconds of a text such as `30s`.
 *
 * @throws InvalidArgumentError for what is not a number with its unit: a bare number might be milliseconds or seconds
 */
export function parseDuration(text: string): number {
  const milliseconds = /^[\d.]+ ?[a-z]+$/i.test(text) ? ms(text as StringValue) : Number.NaN;
  if (milliseconds >= 1 && milliseconds <= maxMs) return milliseconds;
  throw new InvalidArgumentError('Write a number and its unit, up to 24 days: 500ms, 30s, 10m, 2h or 1d.');
}

/** @throws InvalidArgumentError for what is not a whole number from 1 on */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('Write a whole number from 1 on.');
}
