// Gives packages their next versions from the changesets that wait. The release pull request runs this.
//   pnpm version-packages
//   pnpm version-packages --snapshot <name>   versions 0.0.0-<name>-<time>, not to be committed
import { execFileSync } from 'node:child_process';
import {
  aBreakingChangeWaits,
  addChangeset,
  changePeerRanges,
  coreVersion,
  peersOfCore,
  updateLockfile,
  writeTemplateRange,
} from './peer-ranges.js';
import { root } from './workspace-packages.js';

const parameters = process.argv.slice(2);

if (parameters.includes('--snapshot')) {
  // A snapshot of core is in no store's range, so the stores need snapshots too.
  const names = ['@sess/core', ...peersOfCore().map(({ manifest }) => manifest.name)];
  addChangeset('snapshot-of-all', names, 'patch', 'A snapshot.');
} else if (aBreakingChangeWaits()) {
  addChangeset('template-after-a-break', ['@sess/create-store'], 'major', 'Creates packages for the new `@sess/core`.');
}

execFileSync('changeset', ['version', ...parameters], { cwd: root, stdio: 'inherit' });

// Out of the old range, changesets writes the exact version, which would make the next patch of core a major of stores.
changePeerRanges((range) => range.replace(/^(\d+)\.\d+\.\d+$/, '$1.x'));
const [, major, preRelease] = /^(\d+)\.\d+\.\d+(-.*)?$/.exec(coreVersion()) ?? [];
if (preRelease === undefined) writeTemplateRange(`${major}.x`);
updateLockfile();
