import { sayAloud } from './say.js';

/**
 * Says that something will not be tested here, why, and how to change that.
 *
 * @throws Error with the same words where `CI` is set: what CI skips nobody ever tests.
 */
export function skip(what: string, reason: string): void {
  const line = `SKIPPED: ${what}. ${reason}`;
  if (!['', '0', 'false', undefined].includes(process.env['CI']))
    throw new Error(`${line} (a skip is a failure with CI set)`);
  sayAloud(line);
}
