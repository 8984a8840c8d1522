// The first release, as the workflow makes it: versions, the question whether there is something to publish,
// publishing, and publishing again after a registry that failed halfway.
import assert from 'node:assert/strict';
import { neededStep, part, step } from './progress.js';

/**
 * Publishes what is built here already, without the failures.
 *
 * @param {import('./publishing.js').Publisher} publisher
 */
export async function publishQuickly(publisher) {
  const specifiers = await prepareTheFirstRelease(publisher);
  await neededStep('publish what is built here', () => publisher.publishWhatIsBuilt());
  await step('everything is published', async () => {
    assert.deepEqual(await publisher.unpublished(), []);
    return `${specifiers.length} packages`;
  });
}

/** @param {import('./publishing.js').Publisher} publisher */
async function prepareTheFirstRelease(publisher) {
  part('Publish, by the commands of release.yml');
  await neededStep('install in the copy', () => publisher.prepare());
  const versions = await neededStep('make the versions', () => publisher.version());
  const specifiers = versions.map(({ name, version }) => `${name}@${version}`);
  console.log(`             ${specifiers.join(' ')}`);
  return specifiers;
}

/**
 * @param {import('./publishing.js').Publisher} publisher
 * @param {import('./local-registry.js').LocalRegistry} registry
 */
export async function publishTheFirstRelease(publisher, registry) {
  const specifiers = await prepareTheFirstRelease(publisher);
  await step('nothing is published yet', async () => {
    assert.deepEqual(await publisher.unpublished(), specifiers);
  });
  // On GitHub, tests come first and have their own job. Here, the gate runs them.
  const accepted = 2;
  await step('publish to a registry that refuses everything after two packages', async () => {
    registry.refuseAfter(accepted);
    const isRefused = await publisher.publish().then(
      () => false,
      (/** @type {unknown} */ error) => String(error).includes('The rehearsal refuses this'),
    );
    registry.acceptAll();
    assert.ok(isRefused, 'the command should fail, and say why');
    const left = await publisher.unpublished();
    assert.equal(specifiers.length - left.length, accepted);
    return `${left.length} are left`;
  });
  await neededStep('publish again', async () => {
    const output = await publisher.publish();
    const tags = specifiers.filter((specifier) => output.includes(`New tag:  ${specifier}`));
    return `${tags.length} new tags`;
  });
  await step('everything is published, once', async () => {
    assert.deepEqual(await publisher.unpublished(), []);
    const output = await publisher.publish();
    assert.match(output, /No unpublished projects to publish/);
  });
}
