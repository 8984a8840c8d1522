import type { SuiteOptions } from './suite-options.js';

/** Returns the seed of the options, else the number that the environment variable SESS_SEED has, else a new one. */
export function seedOf({ seed }: Pick<SuiteOptions, 'seed'>): number {
  const variable = process.env['SESS_SEED'] ?? '';
  return seed ?? (/^\d+$/.test(variable) ? Number(variable) : Math.floor(Math.random() * 2 ** 32));
}
