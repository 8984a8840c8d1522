// The modules of a package that are loaded from outside, by their paths.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const inDist = /\.\/(?:src|dist)\/([\w./-]+?)(?:\.d)?\.[jt]s\b/g;

/**
 * Returns the base names, under `src` and `dist`, of all modules that the manifest or its programs name.
 *
 * @param {string} folder
 * @param {Pick<import('./workspace-packages.js').Manifest, 'exports' | 'imports' | 'bin'>} manifest
 * @returns {string[]}
 */
export function packageEntries(folder, { exports = {}, imports = {}, bin }) {
  const programs = bin === undefined ? [] : typeof bin === 'string' ? [bin] : Object.values(bin);
  const texts = [
    JSON.stringify([exports, imports, programs]),
    ...programs.filter((file) => !file.startsWith('./dist/')).map((file) => readFileSync(join(folder, file), 'utf8')),
  ];
  return [...new Set([...texts.join('\n').matchAll(inDist)].map(([, base]) => /** @type {string} */ (base)))];
}
