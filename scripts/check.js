// Runs the checks, two at a time and all of them even when one fails, and says at the end what to do.
//   pnpm check              everything
//   pnpm check lint format  only these
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { readJson, root } from './workspace-packages.js';

/**
 * @typedef {object} Check
 * @property {string} what
 * @property {string} remedy what to do about a failure
 * @property {readonly string[]} [after] checks that must have ended before
 */

/**
 * In the order in which they start: what takes longest comes first.
 *
 * @type {Record<string, Check>}
 */
const checks = {
  build: { what: 'every package builds', remedy: 'fix the first error; `pnpm build` runs it alone' },
  types: {
    what: 'every package, app and script compiles',
    remedy: 'fix the types; `pnpm types` shows one package after the other',
  },
  rehearsal: {
    what: 'a release to a registry on this machine; the packages are installed, compiled and run, and a store is created',
    after: ['build'],
    remedy: 'run `pnpm rehearse --quick --keep` and look at the folder that it names',
  },
  lint: {
    what: 'promises are awaited, types hide nothing, house style',
    // A fixture imports the package that it is in.
    after: ['build'],
    remedy: 'fix what it points at; a rule is switched off only where a comment can say why',
  },
  format: { what: 'every file is formatted', remedy: 'run `pnpm format`' },
  comments: {
    what: 'no comment line is wider than code may be',
    remedy: 'shorten the comments that were found, or break them where code would be broken',
  },
  regexps: {
    what: 'every regular expression takes time in proportion to its text',
    remedy: 'make each pattern linear that was found; where its text is always short, say why: // regexp: why',
  },
  unused: {
    what: 'every file, export and dependency is used',
    remedy: 'delete or use what is found; entry points are declared in knip.json',
  },
  imports: {
    what: 'apps import packages, adapters import core, core imports nothing',
    remedy: 'the rule that is named in the finding says why in .dependency-cruiser.js',
  },
  versions: {
    what: 'one version of each dependency in the whole repository',
    remedy: 'use the same version everywhere, from the catalog in pnpm-workspace.yaml where several packages share it',
  },
  rules: {
    what: 'the linter and the import rules still find what is planted for them',
    after: ['lint', 'format', 'unused', 'imports'],
    remedy: 'a rule no longer works: see temp/planted and the configuration of the tool that is named',
  },
  workflows: {
    what: 'workflows are well formed, have no more rights than they need, and publish nothing from a job that runs tests',
    remedy: 'each finding names the workflow and the job',
  },
  shape: {
    what: 'every public package has the same shape, and tests are next to their files or in test/',
    remedy: 'each finding names the package and the field, or the test; packages/core is the model',
  },
  llms: {
    what: 'llms.txt matches the documentation that it is made from',
    remedy: 'run `pnpm llms`',
  },
  moves: {
    what: 'a change moves versions as far as users expect, played through with changesets',
    remedy: 'see "Changesets and releases" in CONTRIBUTING.md; scripts/peer-ranges.js mends what changesets writes',
  },
  publish: {
    what: 'tarballs hold what they should, within their sizes, and resolve for every consumer (publint, attw)',
    after: ['build'],
    remedy: 'each finding names the package; `files` and `exports` in its package.json decide',
  },
  api: {
    what: 'the public interface is the one in the committed reports',
    after: ['build'],
    remedy: 'run `pnpm api`, read the difference as a reviewer would, and commit it with a changeset',
  },
  laws: {
    what: 'docs/conformance.md and .html show every store by exactly the laws of today',
    after: ['build'],
    remedy: 'run `pnpm conformance`, which holds every store to the laws and updates both; commit docs',
  },
  size: {
    what: 'bundles stay within their budgets',
    after: ['build'],
    remedy: 'find what grew; a budget in .size-limit.js is raised only with a reason in the commit',
  },
  examples: {
    what: 'every example in READMEs, docs and doc comments compiles',
    after: ['build'],
    remedy: 'correct the example; CONTRIBUTING.md says which names it may use without declaring them',
  },
};

const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (readJson(join(root, 'package.json')));
const requested = process.argv.slice(2);
const unknown = requested.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`There is no check called ${unknown.join(', ')}. The checks are: ${Object.keys(checks).join(', ')}.`);
  process.exit(2);
}

/** @type {string[]} */
const failures = [];
/** @type {Map<string, Promise<void>>} */
const running = new Map();
const left = Object.keys(checks).filter((name) => requested.length === 0 || requested.includes(name));
const count = left.length;
while (left.length + running.size > 0) {
  const isFree = (/** @type {string} */ name) =>
    !checks[name]?.after?.some((other) => left.includes(other) || running.has(other));
  const next = running.size < 2 ? left.find(isFree) : undefined;
  if (next === undefined) {
    await Promise.race(running.values());
    continue;
  }
  left.splice(left.indexOf(next), 1);
  console.log(`▸ ${next}…`);
  running.set(
    next,
    check(next).finally(() => running.delete(next)),
  );
}

console.log(`\n${count - failures.length} of ${count} checks passed`);
for (const name of failures) console.log(`✗ ${name}: ${checks[name]?.remedy}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** @param {string} name */
async function check(name) {
  const startedAt = performance.now();
  const { passed, output } = await run(scripts[`check:${name}`] ?? `echo 'no script check:${name}' && exit 1`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`\n▸ ${name}: ${checks[name]?.what}\n${output.trimEnd()}`);
  console.log(passed ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s)\n  What to do: ${checks[name]?.remedy}.`);
  if (!passed) failures.push(name);
}

/**
 * Runs a script of the root's package.json, without another pnpm in between. Its output is kept until it ends, because
 * that of two checks would mix.
 *
 * @param {string} script
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
function run(script) {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path, NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };
  const child = spawn(script, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}
