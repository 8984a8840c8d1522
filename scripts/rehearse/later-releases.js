// Pre-releases and snapshots, as CONTRIBUTING.md says, and the release after them.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { part, step } from './progress.js';
import { Project } from './project.js';
import { run } from './run-program.js';

/**
 * @param {import('./publishing.js').Publisher} publisher
 * @param {import('./project.js').Source} source
 */
export async function publishLaterReleases(publisher, source) {
  part('A snapshot, a pre-release, and the minor after it');
  const versions = Object.fromEntries(publisher.versions().map(({ name, version }) => [name, version]));
  const core = versions['@sess/core'] ?? '';
  const store = versions['@sess/prisma'] ?? '';
  const nextCore = semver.inc(core, 'minor') ?? '';
  const nextStore = semver.inc(store, 'patch') ?? '';
  const change = () =>
    writeFileSync(join(publisher.copy, '.changeset/a-change.md'), "---\n'@sess/core': minor\n---\n\nA change.\n");

  await step('a snapshot', async () => {
    change();
    await publisher.snapshot('try');
    await run(['git', 'reset', '--quiet', '--hard'], { cwd: publisher.copy });
    await run(['git', 'clean', '--quiet', '-fd', '.changeset'], { cwd: publisher.copy });
    const installed = await install(source, 'snapshot', '@sess/core@try', '@sess/prisma@try');
    assert.match(installed, /^@sess\/core 0\.0\.0-try-\d+, @sess\/prisma 0\.0\.0-try-\d+$/);
    return installed;
  });
  await step('a pre-release of a minor', async () => {
    change();
    await publisher.script('pre-release enter next');
    await publisher.version();
    await publisher.publish();
    const installed = await install(source, 'pre-release', '@sess/core@next', '@sess/prisma@next');
    assert.equal(installed, `@sess/core ${nextCore}-next.0, @sess/prisma ${nextStore}-next.0`);
    return installed;
  });
  await step('who does not ask for either gets the last release', async () => {
    const installed = await install(source, 'not-pre-release', '@sess/core', '@sess/prisma');
    assert.equal(installed, `@sess/core ${core}, @sess/prisma ${store}`);
  });
  await step('the minor itself', async () => {
    await publisher.script('pre-release exit');
    await publisher.version();
    await publisher.publish();
    const installed = await install(source, 'minor', '@sess/core', '@sess/prisma');
    assert.equal(installed, `@sess/core ${nextCore}, @sess/prisma ${nextStore}`);
    return installed;
  });
  await step('a store of the release before works with it', async () => {
    const installed = await install(source, 'store-of-before', '@sess/core', `@sess/prisma@${store}`);
    assert.equal(installed, `@sess/core ${nextCore}, @sess/prisma ${store}`);
    return installed;
  });
}

/**
 * Installs the packages together, which npm refuses if a peer is out of range, and loads them.
 *
 * @param {import('./project.js').Source} source
 * @param {string} name
 * @param {string[]} specifiers
 */
async function install(source, name, ...specifiers) {
  const project = new Project(name, source);
  await project.install(...specifiers);
  await project.run([process.execPath, '--input-type=module', '-e', "await import('@sess/prisma');"]);
  return project.installed();
}
