import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../command-error.js';

const names = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `sess.config.${extension}`);

/**
 * Returns the path of the config file in the folder or the nearest of its parents.
 *
 * @throws UsageError if there is none, or two in one folder
 */
export function findConfig(folder: string): string {
  for (let at = folder, parent = dirname(at); ; at = parent, parent = dirname(at)) {
    const found = names.filter((name) => existsSync(join(at, name)));
    if (found.length > 1)
      throw new UsageError(`${at} has ${found.join(' and ')}. Keep one, or choose by --config <file>.`);
    if (found[0]) return join(at, found[0]);
    if (parent === at) break;
  }
  throw new UsageError(
    `There is no sess.config.ts (or .mts, .cts, .js, .mjs, .cjs) in ${folder} or a folder above it. Write one with ` +
      "`export { sessions as default } from './your-sessions.js'`, or name a file by --config <file>.",
  );
}
