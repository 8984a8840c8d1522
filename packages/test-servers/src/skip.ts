import { sayAloud } from './say.js';

/**
 * Prints what is not tested here, why, and how to change that.
 *
 * @throws Error with the same text if `CI` is set: what CI skips is never tested.
 */
export function skip(what: string, reason: string): void {
  const line = `SKIPPED: ${what}. ${reason}`;
  if (!['', '0', 'false', undefined].includes(process.env['CI']))
    throw new Error(`${line} (a skip is a failure with CI set)`);
  sayAloud(line);
}
