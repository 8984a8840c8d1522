// Prints the public packages whose version is not on npm yet, one a line: what a release would publish. The release workflow asks it
// before it asks anybody to approve.
import { spawnSync } from 'node:child_process';
import { publicPackages } from './workspace-packages.js';

for (const { manifest } of publicPackages()) {
  const name = `${manifest.name}@${manifest.version}`;
  const { status, stdout, stderr } = spawnSync('npm', ['view', name, 'version', '--json'], { encoding: 'utf8' });
  // npm answers nothing for a version, and E404 for a package, that is not there.
  const isPublished = status === 0 && stdout.trim() !== '';
  if (status !== 0 && !/\bE404\b/.test(`${stdout}${stderr}`))
    throw new Error(`npm could not say whether ${name} is there: ${stderr}`);
  if (!isPublished) console.log(name);
}
