// Packs the public packages as they would be published: by pnpm, which writes versions for the workspace protocol and
// adds the repository's licence to each.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages, root } from './workspace-packages.js';

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} folder of the package
 * @property {string} tarball
 * @property {string[]} files in it
 * @property {import('./workspace-packages.js').Manifest} manifest in it
 */

/** @returns {Packed[]} with their tarballs in `temp/tarballs` */
export function packPackages() {
  const destination = join(root, 'temp/tarballs');
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  return publicPackages().map(({ folder, manifest: { name } }) => {
    const tarball = join(destination, `${name.replace('@', '').replace('/', '-')}.tgz`);
    execFileSync('pnpm', ['pack', '--out', tarball], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    const listing = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' });
    const files = listing.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//, '')]));
    const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
    const manifest = /** @type {Packed['manifest']} */ (JSON.parse(text));
    return { name, folder, tarball, files, manifest };
  });
}

// `pnpm tarballs`, for whoever installs what npm does not have.
if (process.argv[1] === import.meta.filename) for (const { tarball } of packPackages()) console.log(tarball);
