// Pre-releases and snapshots, as CONTRIBUTING.md says, and the release after them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, step } from './progress.js';
import { Project } from './project.js';
import { run } from './run-program.js';

/**
 * @param {import('./publishing.js').Publisher} publisher
 * @param {import('./project.js').Source} source
 */
export async function publishLaterReleases(publisher, source) {
  part('Pre-releases, a snapshot, and the next minor');
  const change = () =>
    writeFileSync(join(publisher.copy, '.changeset/a-change.md'), "---\n'@sess/core': minor\n---\n\nA change.\n");
  await step('a snapshot', async () => {
    change();
    await publisher.snapshot('try');
    await run(['git', 'reset', '--quiet', '--hard'], { cwd: publisher.copy });
    await run(['git', 'clean', '--quiet', '-fd', '.changeset'], { cwd: publisher.copy });
    return installed(source, 'snapshot', '@sess/core@try', '@sess/prisma@try', '@sess/conformance@try');
  });
  await step('a pre-release of a minor', async () => {
    change();
    await publisher.script('pre-release enter next');
    await publisher.version();
    await publisher.publish();
    return installed(source, 'pre-release', '@sess/core@next', '@sess/prisma@next', '@sess/conformance@next');
  });
  await step('users of the last release get nothing of both', () =>
    installed(source, 'not-pre-release', '@sess/core', '@sess/prisma'),
  );
  await step('the minor itself', async () => {
    await publisher.script('pre-release exit');
    await publisher.version();
    await publisher.publish();
    return installed(source, 'minor', '@sess/core', '@sess/prisma', '@sess/conformance');
  });
  await step('a store of the first release works with it', () =>
    installed(source, 'old-store', '@sess/core', '@sess/prisma@0.1.0'),
  );
}

/** @param {import('./project.js').Source} source @param {string} name @param {string[]} specifiers */
async function installed(source, name, ...specifiers) {
  const project = new Project(name, source);
  await project.install(...specifiers);
  await project.run([process.execPath, '--input-type=module', '-e', "await import('@sess/prisma');"]);
  return project.installed();
}
