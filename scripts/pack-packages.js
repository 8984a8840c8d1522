// Packs the public packages as they would be published: by pnpm, which writes versions for the workspace protocol and
// adds the repository's licence to each.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { publicPackages, root } from './workspace-packages.js';

/** @returns {{ name: string, path: string, folder: string, tarball: string, files: string[] }[]} */
export function packPackages() {
  const destination = join(root, 'temp/tarballs');
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  return publicPackages().map(({ folder, path, manifest }) => {
    const tarball = join(destination, `${manifest.name.replace('@', '').replace('/', '-')}.tgz`);
    execFileSync('pnpm', ['pack', '--out', tarball], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    const listing = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' });
    const files = listing.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//, '')]));
    return { name: manifest.name, path, folder, tarball, files };
  });
}
