// Prints the public packages whose version is not on npm yet, one per line. The release workflow runs it before it asks
// for an approval.
import { spawnSync } from 'node:child_process';
import { publicPackages } from './workspace-packages.js';

for (const { manifest } of publicPackages()) {
  const name = `${manifest.name}@${manifest.version}`;
  const { status, stdout, stderr } = spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' });
  // npm prints nothing for a version that does not exist, and E404 for a package that does not exist.
  const isPublished = status === 0 && stdout.trim() !== '';
  if (status !== 0 && !/\bE404\b/.test(`${stdout}${stderr}`))
    throw new Error(`npm could not tell whether ${name} exists: ${stderr}`);
  if (!isPublished) console.log(name);
}
