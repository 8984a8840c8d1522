// The packages of this repository, read from their folders.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/**
 * @typedef {{ 'sess-source': string, types: string, default: string }} ConditionalExport the shape that check-package-shape.js holds
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {string} [description]
 * @property {readonly string[]} [keywords]
 * @property {string} [license]
 * @property {{ type?: string, url?: string, directory?: string }} [repository]
 * @property {string} [type]
 * @property {unknown} [sideEffects]
 * @property {{ node?: string }} [engines]
 * @property {string | Record<string, string>} [bin] a program: it runs on its own, not beside an application's core
 * @property {readonly string[]} [files]
 * @property {Record<string, string | ConditionalExport>} [exports]
 * @property {Record<string, unknown>} [imports]
 * @property {{ access?: string, provenance?: boolean }} [publishConfig]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 *
 * @typedef {object} WorkspacePackage
 * @property {string} folder absolute
 * @property {string} path relative to the root, with slashes
 * @property {Manifest} manifest
 */

/** @returns {WorkspacePackage[]} */
export function workspacePackages() {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .filter((name) => existsSync(join(root, parent, name, 'package.json')))
      .toSorted()
      .map((name) => {
        const folder = join(root, parent, name);
        const manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
        return { folder, path: `${parent}/${name}`, manifest };
      }),
  );
}

/** Those that go to the registry, core first. */
export function publicPackages() {
  return workspacePackages()
    .filter(({ manifest }) => manifest.private !== true)
    .toSorted((one, other) => rank(one) - rank(other));
}

/** @param {WorkspacePackage} workspacePackage */
function rank({ manifest }) {
  return manifest.name === '@sess/core' ? 0 : 1;
}

/** The TypeScript sources of all packages and apps, tests aside, relative to the root and with slashes. */
export function sourceFiles() {
  return workspacePackages().flatMap(({ folder, path }) => {
    const sources = join(folder, 'src');
    if (!existsSync(sources)) return [];
    return readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .map((file) => `${path}/src/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .toSorted();
  });
}
