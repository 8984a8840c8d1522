import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../options/option-names.js';

/** Whether a value is valid, and what it must be, for the error: `'must be a positive integer'`. */
export type OptionRule = readonly [isValid: (value: unknown) => boolean, requirement: string];

/** A rule for every option. */
export type OptionRules<Options extends object> = { readonly [Name in keyof Options]-?: OptionRule };

/** For strings that may be empty. */
export const stringRule: OptionRule = [(value) => typeof value === 'string', 'must be a string'];

const isPositiveInteger = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > 0;

/** For counts and sizes. */
export const countRule: OptionRule = [isPositiveInteger, 'must be a positive integer'];

/** For counts and sizes with a bound. */
export function countRuleUpTo(max: number): OptionRule {
  return [(value) => isPositiveInteger(value) && Number(value) <= max, `must be a positive integer of at most ${max}`];
}

/** For switches. */
export const booleanRule: OptionRule = [(value) => typeof value === 'boolean', 'must be true or false'];

/** For the option `clock`. */
export const clockRule: OptionRule = [
  (value) => typeof value === 'function',
  'must be a function that returns epoch milliseconds',
];

/**
 * Refuses options that are unknown or invalid. An option that is `undefined` counts as absent.
 *
 * @param owner - What takes the options, for the error: `'RedisSessionStore'`.
 * @throws `SessionError` `INVALID_OPTION` that names the option and does not quote its value
 * @example
 * ```ts
 * function check(options: { readonly maxPayloadBytes?: number; readonly clock?: () => number }): void {
 *   checkOptions('RedisSessionStore', options, { maxPayloadBytes: countRule, clock: clockRule });
 * }
 * ```
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  rules: OptionRules<NoInfer<Options>>,
): void {
  const names = Object.keys(rules) as (keyof Options & string)[];
  refuseUnknownOptions(owner, options, names);
  for (const name of names) {
    const [isValid, requirement] = rules[name];
    const value = options[name];
    if (value !== undefined && !isValid(value)) {
      throw new SessionError('INVALID_OPTION', `${owner}.${name} ${requirement}`);
    }
  }
}
