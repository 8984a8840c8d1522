// The packages of this repository, read from their folders.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/**
 * @typedef {{ 'sess-source': string, types: string, default: string }} ConditionalExport the shape that
 * check-package-shape.js requires
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
 * @property {string | Record<string, string>} [bin] a program, which runs on its own and not with an application's core
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

/**
 * Returns the files that are committed or will be, without those that were deleted, relative to the root and with
 * slashes.
 *
 * @returns {string[]}
 */
export function repositoryFiles() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\n'))].filter((file) => file !== '' && existsSync(join(root, file)));
}

/**
 * Returns the content of a JSON file.
 *
 * @param {string} path absolute
 * @returns {unknown}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** @returns {WorkspacePackage[]} */
export function workspacePackages(parents = ['packages', 'apps']) {
  return parents.flatMap((parent) =>
    readdirSync(join(root, parent))
      .filter((name) => existsSync(join(root, parent, name, 'package.json')))
      .toSorted()
      .map((name) => {
        const folder = join(root, parent, name);
        const manifest = /** @type {Manifest} */ (readJson(join(folder, 'package.json')));
        return { folder, path: `${parent}/${name}`, manifest };
      }),
  );
}

/** Returns the packages, the applications and the examples. */
export function everyPackage() {
  return workspacePackages(['packages', 'apps', 'examples']);
}

/** Returns the packages that are published, core first. */
export function publicPackages() {
  return workspacePackages()
    .filter(({ manifest }) => manifest.private !== true)
    .toSorted((one, other) => rank(one) - rank(other));
}

/** @param {WorkspacePackage} workspacePackage */
function rank({ manifest }) {
  return manifest.name === '@sess/core' ? 0 : 1;
}

/** Returns the TypeScript sources of all packages and apps without tests, relative to the root and with slashes. */
export function sourceFiles() {
  return repositoryFiles().filter((file) => /^(?:packages|apps)\/[^/]+\/src\/.+(?<!\.test)\.ts$/.test(file));
}

/**
 * Returns the entry points of a package that are modules, with the files that implement them.
 *
 * @param {Manifest} manifest
 */
export function modulesOf({ name, exports = {} }) {
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'object' ? [{ entry, specifier: name + entry.slice(1), ...target }] : [],
  );
}
