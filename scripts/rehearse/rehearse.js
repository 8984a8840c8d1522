// Rehearses a release: publishes every package from a copy of this repository to a registry on this machine, then
// installs and uses the packages in empty folders as users do. Nothing here moves, and nothing leaves this machine.
//   pnpm rehearse           everything
//   pnpm rehearse --quick   what the gate runs
//   pnpm rehearse --keep    leaves the folder in place, to look at what failed
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundles.js';
import { createStore } from './created-store.js';
import { installByPnpm, installEachAdapter } from './each-adapter.js';
import { publishQuickly, publishTheFirstRelease } from './first-release.js';
import { runJest } from './jest.js';
import { publishLaterReleases } from './later-releases.js';
import { LocalRegistry } from './local-registry.js';
import { conclude, neededStep, part } from './progress.js';
import { Publisher } from './publishing.js';
import { copyRepository } from './repository-copy.js';
import { useOtherRuntimes } from './runtimes.js';
import { useThePackages } from './using-the-packages.js';
import { root } from '../workspace-packages.js';

const isQuick = process.argv.includes('--quick');
const folder = mkdtempSync(join(tmpdir(), 'sess-rehearsal-'));
const copy = join(folder, 'repository');
/** @type {LocalRegistry | undefined} */
let registry;

try {
  await rehearse();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  registry?.stop();
  if (process.argv.includes('--keep')) console.log(`Left in place: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  conclude();
}

async function rehearse() {
  part('Prepare');
  const local = await neededStep('start a registry', () => LocalRegistry.start(join(folder, 'registry')));
  registry = local;
  await neededStep('copy the repository', () => copyRepository(copy));

  const publisher = new Publisher(copy, local);
  if (isQuick) await publishQuickly(publisher);
  else await publishTheFirstRelease(publisher, local);

  const source = { url: local.url, folder };
  const shop = await useThePackages(source, isQuick);
  await createStore(source, isQuick);
  if (isQuick) return;

  await bundle(shop);
  await runJest(source);
  await installEachAdapter(source);
  await installByPnpm(source, readFileSync(join(root, 'scripts/consumer/every-entry.ts'), 'utf8'));
  await useOtherRuntimes(shop);
  await publishLaterReleases(publisher, source);
}
