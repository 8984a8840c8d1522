import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packages = join(import.meta.dirname, '../..');

/**
 * Packs packages of this repository as they would be published. They are built before these tests run (`turbo.json`).
 */
export async function packPackages<Name extends string>(
  names: readonly Name[],
  destination: string,
): Promise<Record<Name, string>> {
  const tarballs: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const cwd = join(packages, name);
    const tarball = join(destination, `sess-${name}.tgz`);
    await run('pnpm', ['pack', '--out', tarball], { cwd });
    tarballs[name] = tarball;
  }
  return tarballs as Record<Name, string>;
}
