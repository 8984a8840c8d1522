// Plants violations and checks that the linter and the import rules find every one of them. A rule that no longer works
// (a renamed option, types that no longer resolve) looks like a clean repository.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './workspace-packages.js';

const folder = join(root, 'temp/planted');
const binaries = join(root, 'node_modules/.bin');

const lintHeader = `import type { KeyedStore, SessionId } from '../../../packages/core/src/index.js';
declare const store: KeyedStore;
declare const id: SessionId;
`;

/** The fault, the rule that must find it, and code with exactly this fault. */
const lintViolations = [
  ['a store call that is not awaited', 'no-floating-promises', 'store.delete(id);'],
  ['a store call without a handler of rejections', 'no-floating-promises', 'store.load(id).then(() => undefined);'],
  ['a store call that is discarded with void', 'no-floating-promises', 'void store.delete(id);'],
  ['an async callback that is not awaited', 'no-misused-promises', '[id].forEach((one) => store.delete(one));'],
  ['a promise as a condition', 'no-misused-promises', 'export const gone = () => (store.delete(id) ? 1 : 2);'],
  ['await of a value that is not a promise', 'await-thenable', 'export const kind = async () => await store.kind;'],
  ['async without await', 'require-await', 'export async function kind() { return store.kind; }'],
  ['any', 'no-explicit-any', 'export const anything = (value: any) => String(value);'],
  ['a default export', 'no-default-export', 'export default id;'],
];

/** The rule that is broken, the file that breaks it, and the content of the file. */
const importViolations = [
  ['core-imports-nothing', 'packages/core/src/reaches-out.ts', `import '../../prisma/src/index.js';`],
  ['core-imports-nothing', 'packages/core/src/uses-npm.ts', `import 'typescript';`],
  ['core-runs-without-node', 'packages/core/src/needs-node.ts', `import 'node:crypto';`],
  ['core-runs-without-node', 'packages/core/src/needs-node-types.ts', `import type {} from 'node:http';`],
  ['contract-stands-alone', 'packages/core/src/contract/leans-on-core.ts', `import type {} from '../index.js';`],
  ['core-layers-point-down', 'packages/core/src/keyed/leans-up.ts', `import '../manager/low.js';`],
  ['core-layers-point-down', 'packages/core/src/sealed/leans-aside.ts', `import '../keyed/aside.js';`],
  ['core-room-has-a-layer', 'packages/core/src/index.ts', `import './unheard-of/room.js';`],
  ['conformance-knows-only-core', 'packages/conformance/src/knows-a-store.ts', `import '../../prisma/src/index.js';`],
  ['conformance-layers-point-down', 'packages/conformance/src/suite/leans-up.ts', `import '../laws/high.js';`],
  ['conformance-layers-point-down', 'packages/conformance/src/suite/leans-on-an-entry.ts', `import '../index.js';`],
  ['adapters-know-only-core', 'packages/prisma/src/knows-the-suite.ts', `import '../../conformance/src/index.js';`],
  ['packages-know-no-app', 'packages/prisma/src/knows-an-app.ts', `import '../../../apps/demo/src/main.js';`],
  ['apps-stand-alone', 'apps/bench/src/main.ts', `import '../../demo/src/main.js';`],
  ['neighbours-by-name', 'packages/prisma/src/by-path.ts', `import '../../core/src/index.js';`],
  ['no-test-code-in-sources', 'packages/core/src/tests-inside.ts', `import './index.test.js';`],
  ['no-cycles', 'packages/prisma/src/first.ts', `import './second.js';`],
  ['resolves', 'packages/prisma/src/leads-nowhere.ts', `import './nowhere.js';`],
];

/** Files that the violations import, and that must stay without a finding. */
const valid = {
  'packages/core/src/index.test.ts': `import 'node:assert';`,
  'packages/core/src/contract/keyed-store.ts': `export {};`,
  'packages/core/src/contract/names-a-key.ts': `import type {} from './keyed-store.js';`,
  'packages/core/src/keyed/aside.ts': `import type {} from '../contract/keyed-store.js';`,
  'packages/core/src/keyed/stays-in.ts': `import './aside.js';`,
  'packages/core/src/manager/low.ts': `import '../keyed/aside.js';`,
  'packages/core/src/unheard-of/room.ts': `export {};`,
  'packages/core/src/node/index.ts': `import 'node:http';`,
  'packages/core/src/platform/node.ts': `import 'node:crypto';`,
  'packages/conformance/src/index.ts': `import 'node:assert/strict';`,
  'packages/conformance/src/laws/high.ts': `export {};`,
  'packages/prisma/src/index.ts': `export {};`,
  'packages/prisma/src/second.ts': `import './first.js';`,
  'apps/demo/src/main.ts': `export {};`,
};

rmSync(folder, { recursive: true, force: true });
const missed = [...lintMisses(), ...importMisses()];
for (const miss of missed) console.error(miss);
const planted = lintViolations.length + importViolations.length;
console.log(`${planted - missed.length} of ${planted} planted violations found`);
process.exitCode = missed.length > 0 ? 1 : 0;

function lintMisses() {
  const tsconfig = { extends: relative(join(folder, 'lint'), join(root, 'tsconfig.base.json')), include: ['*.ts'] };
  write('lint/tsconfig.json', JSON.stringify(tsconfig));
  for (const [index, [, , code = '']] of lintViolations.entries())
    write(`lint/violation-${index}.ts`, `${lintHeader}${code}\n`);
  // Named one by one, because oxlint skips folders that git ignores.
  const files = lintViolations.map((_, index) => join(folder, `lint/violation-${index}.ts`));
  const lines = run('oxlint', ['--format', 'unix', ...files], root).split('\n');
  return lintViolations.flatMap(([what, rule], index) => {
    const isFound = lines.some((line) => line.includes(`violation-${index}.ts`) && line.includes(`(${rule})`));
    return isFound ? [] : [`oxlint does not find ${what} (${rule})`];
  });
}

function importMisses() {
  for (const [path, code] of Object.entries(valid)) write(`imports/${path}`, code);
  for (const [, path = '', code = ''] of importViolations) write(`imports/${path}`, code);
  const config = join(root, '.dependency-cruiser.js');
  const tsconfig = join(root, 'tsconfig.base.json');
  const parameters = ['--config', config, '--ts-config', tsconfig, '--output-type', 'json', 'packages', 'apps'];
  const { summary } = /** @type {{ summary: { violations: { from: string, rule: { name: string } }[] } }} */ (
    JSON.parse(run('depcruise', parameters, join(folder, 'imports')))
  );
  const misses = importViolations
    .filter(([rule, path]) => !summary.violations.some((found) => found.rule.name === rule && found.from === path))
    .map(([rule, path]) => `dependency-cruiser does not find ${rule} in ${path}`);
  const cycle = new Set(['packages/prisma/src/second.ts']);
  const falseAlarms = summary.violations
    .filter(({ from }) => from in valid && !cycle.has(from))
    .map(({ from, rule }) => `dependency-cruiser finds ${rule.name} in ${from}, which is valid`);
  return [...misses, ...falseAlarms];
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/**
 * @param {string} binary
 * @param {string[]} parameters
 * @param {string} cwd
 */
function run(binary, parameters, cwd) {
  const { stdout, stderr } = spawnSync(join(binaries, binary), parameters, { cwd, encoding: 'utf8' });
  if (stdout === '') throw new Error(`${binary} printed nothing to its standard output: ${stderr}`);
  return stdout;
}
