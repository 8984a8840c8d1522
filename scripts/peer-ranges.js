// The ranges of core that other packages accept. Changesets makes a package that leaves such a range a major, and
// writes an exact version where it has to write one, so both need help: see CONTRIBUTING.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages, readJson, root } from './workspace-packages.js';

const changesets = join(root, '.changeset');
const template = join(root, 'packages/create-store/template/package.template.json');

/** Returns the version of core in this repository. */
export function coreVersion() {
  const core = publicPackages().find(({ manifest }) => manifest.name === '@sess/core');
  if (core === undefined) throw new Error('There is no @sess/core in this repository.');
  return core.manifest.version;
}

/** Returns the packages that have core as a peer. */
export function peersOfCore() {
  return publicPackages().filter(({ manifest }) => manifest.peerDependencies?.['@sess/core'] !== undefined);
}

/** @param {(range: string) => string} change gets the range without `workspace:`, and returns the new one */
export function changePeerRanges(change) {
  for (const { folder, manifest } of peersOfCore()) {
    const peers = manifest.peerDependencies ?? {};
    const range = change((peers['@sess/core'] ?? '').replace(/^workspace:/, ''));
    const changed = { ...manifest, peerDependencies: { ...peers, '@sess/core': `workspace:${range}` } };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(changed, null, 2)}\n`);
  }
}

/** @param {string} range of core and conformance, for packages that are created from now on */
export function writeTemplateRange(range) {
  const text = readFileSync(template, 'utf8');
  writeFileSync(template, text.replace(/("@sess\/(?:core|conformance)": )"[^"]*"/g, `$1"${range}"`));
}

/** Returns the range that a created package asks for. */
export function templateRange() {
  const manifest = /** @type {import('./workspace-packages.js').Manifest} */ (readJson(template));
  return manifest.peerDependencies?.['@sess/core'];
}

/** Returns whether a waiting changeset breaks the contract of core. */
export function aBreakingChangeWaits() {
  return readdirSync(changesets)
    .filter((file) => file.endsWith('.md'))
    .some((file) => /^['"]@sess\/(?:core|conformance)['"]: major$/m.test(readFileSync(join(changesets, file), 'utf8')));
}

/**
 * Adds a changeset, unless it is there already: in pre mode changesets stay until the end.
 *
 * @param {string} name of the file
 * @param {readonly string[]} packages
 * @param {'patch' | 'major'} size
 * @param {string} text
 */
export function addChangeset(name, packages, size, text) {
  const file = join(changesets, `${name}.md`);
  if (existsSync(file)) return;
  writeFileSync(file, `---\n${packages.map((one) => `'${one}': ${size}\n`).join('')}---\n\n${text}\n`);
}

/** Brings the lockfile up to date with the manifests. */
export function updateLockfile() {
  if (!existsSync(join(root, 'pnpm-lock.yaml'))) return;
  execFileSync('pnpm', ['install', '--lockfile-only'], { cwd: root, stdio: 'inherit' });
}
