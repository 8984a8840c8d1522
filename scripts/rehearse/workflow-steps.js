// The commands of the release workflow, so that what is rehearsed is what the workflow runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../workspace-packages.js';

/** @typedef {{ id?: string, run?: string, with?: { version?: string, publish?: string } }} Step */

/** Returns the commands of `.github/workflows/release.yml` that can run outside of GitHub, in their order. */
export function releaseCommands() {
  const workflow = /** @type {{ jobs: Record<string, { steps: Step[] }> }} */ (
    parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'))
  );
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  /** @param {(step: Step) => string | undefined} read @param {string} what */
  const only = (read, what) => {
    const [found, ...others] = steps.flatMap((step) => read(step) ?? []);
    if (found === undefined || others.length > 0) throw new Error(`release.yml should have one ${what}.`);
    return found;
  };
  /** @param {string} id @returns {(step: Step) => string | undefined} */
  const withId = (id) => (step) => (step.id === id ? step.run : undefined);
  return {
    version: only((step) => step.with?.version, 'step of changesets/action with "version"'),
    listUnpublished: only(withId('versions'), 'step with the id "versions"'),
    snapshotVersions: only(withId('snapshot-versions'), 'step with the id "snapshot-versions"'),
    snapshotPublish: only(withId('snapshot-publish'), 'step with the id "snapshot-publish"'),
    publish: only((step) => step.with?.publish, 'step of changesets/action with "publish"'),
  };
}
