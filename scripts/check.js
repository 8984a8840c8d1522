// Runs the checks one after the other, all of them even when one fails, and says at the end what to do.
//   pnpm check              everything
//   pnpm check lint format  only these
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { readJson, root } from './workspace-packages.js';

/** In the order in which they run. `remedy` says what to do about a failure. */
const checks = {
  types: {
    what: 'every package, app and script compiles',
    remedy: 'fix the types; `pnpm types` shows one package after the other',
  },
  lint: {
    what: 'promises are awaited, types hide nothing, house style',
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
  build: { what: 'every package builds', remedy: 'fix the first error; `pnpm build` runs it alone' },
  publish: {
    what: 'tarballs hold what they should, within their sizes, and resolve for every consumer (publint, attw)',
    remedy: 'each finding names the package; `files` and `exports` in its package.json decide',
  },
  api: {
    what: 'the public interface is the one in the committed reports',
    remedy: 'run `pnpm api`, read the difference as a reviewer would, and commit it with a changeset',
  },
  laws: {
    what: 'docs/conformance.md and .html show every store by exactly the laws of today',
    remedy: 'run `pnpm conformance`, which holds every store to the laws and updates both; commit docs',
  },
  size: {
    what: 'bundles stay within their budgets',
    remedy: 'find what grew; a budget in .size-limit.js is raised only with a reason in the commit',
  },
  examples: {
    what: 'every example in READMEs, docs and doc comments compiles',
    remedy: 'correct the example; CONTRIBUTING.md says which names it may use without declaring them',
  },
  rehearsal: {
    what: 'a release to a registry on this machine; the packages are installed, compiled and run, and a store is created',
    remedy: 'run `pnpm rehearse --quick --keep` and look at the folder that it names',
  },
};

const { scripts } = /** @type {{ scripts: Record<string, string> }} */ (readJson(join(root, 'package.json')));
const requested = process.argv.slice(2);
const unknown = requested.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`There is no check called ${unknown.join(', ')}. The checks are: ${Object.keys(checks).join(', ')}.`);
  process.exit(2);
}

const failures = [];
for (const [name, { what, remedy }] of Object.entries(checks)) {
  if (requested.length > 0 && !requested.includes(name)) continue;
  console.log(`\n▸ ${name}: ${what}`);
  const startedAt = performance.now();
  const passed = run(scripts[`check:${name}`] ?? `echo 'package.json has no script check:${name}' && exit 1`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(passed ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s)\n  What to do: ${remedy}.`);
  if (!passed) failures.push({ name, remedy });
}

const count = requested.length > 0 ? requested.length : Object.keys(checks).length;
console.log(`\n${count - failures.length} of ${count} checks passed`);
for (const { name, remedy } of failures) console.log(`✗ ${name}: ${remedy}`);
process.exitCode = failures.length > 0 ? 1 : 0;

/** @param {string} script a script of the root's package.json, run without another pnpm in between */
function run(script) {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path, NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };
  return spawnSync(script, { cwd: root, shell: true, stdio: 'inherit', env }).status === 0;
}
