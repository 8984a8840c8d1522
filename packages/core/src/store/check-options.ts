import { SessionError } from '../contract/errors.js';
import { refuseUnknownOptions } from '../options/option-names.js';

/** Whether a value is valid, and what it must be, for the error: `'must be a positive integer'`. */
export type OptionRule = readonly [isValid: (value: unknown) => boolean, requirement: string];

/** A rule for every option. */
export type OptionRules<Options extends object> = { readonly [Name in keyof Options]-?: OptionRule };

/** For counts and sizes. */
export function positiveInteger(max: number = Number.MAX_SAFE_INTEGER): OptionRule {
  const bound = max < Number.MAX_SAFE_INTEGER ? ` of at most ${max}` : '';
  return [
    (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= max,
    `must be a positive integer${bound}`,
  ];
}

/** For the option `clock`. */
export const clockFunction: OptionRule = [
  (value) => typeof value === 'function',
  'must be a function that returns epoch milliseconds',
];

/**
 * Refuses options that are unknown or invalid. An option that is `undefined` counts as absent.
 *
 * @param owner - What takes the options, for the error: `'RedisSessionStore'`.
 * @throws {@link SessionError} `INVALID_OPTION` that names the option and does not quote its value
 * @example
 * ```ts
 * interface RedisSessionStoreOptions {
 *   readonly prefix?: string;
 *   readonly clock?: () => number;
 * }
 *
 * function checkRedisOptions(options: RedisSessionStoreOptions): void {
 *   checkOptions<RedisSessionStoreOptions>('RedisSessionStore', options, {
 *     prefix: [(value) => typeof value === 'string', 'must be a string'],
 *     clock: clockFunction,
 *   });
 * }
 * ```
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  rules: OptionRules<Options>,
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
