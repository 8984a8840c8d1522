// Begins and ends a series of pre-releases.
//   pnpm pre-release enter next   from now on `pnpm version-packages` makes 0.2.0-next.0, 0.2.0-next.1, …
//   pnpm pre-release exit         the next `pnpm version-packages` makes 0.2.0
import { execFileSync } from 'node:child_process';
import { addChangeset, changePeerRanges, coreVersion, peersOfCore, updateLockfile } from './peer-ranges.js';
import { root } from './workspace-packages.js';

const [mode, ...names] = process.argv.slice(2);
if (mode !== 'exit' && (mode !== 'enter' || names.length !== 1)) {
  throw new Error('Say "enter" and the name of the series, such as "next", or "exit".');
}
const [major = 0, minor = 0, patch = 0] = coreVersion().split(/[.-]/, 3).map(Number);

execFileSync('changeset', ['pre', mode, ...names], { cwd: root, stdio: 'inherit' });

if (mode === 'enter') {
  // A range admits a pre-release only if it names one of the same version. Otherwise changesets makes each store a
  // major at the first pre-release, and through conformance core itself; and npm refuses core@next beside a store.
  const coming = [`~${major}.${minor}.${patch + 1}-0`, `~${major}.${minor + 1}.0-0`];
  changePeerRanges(() => [`${major}.x`, ...coming].join(' || '));
  const stores = peersOfCore().flatMap(({ manifest: { name } }) => (name === '@sess/conformance' ? [] : [name]));
  addChangeset('peers-of-pre-releases', stores, 'patch', 'Accepts the pre-releases of `@sess/core`.');
} else {
  changePeerRanges((range) => range.replace(/ \|\| .*/, ''));
}
updateLockfile();
