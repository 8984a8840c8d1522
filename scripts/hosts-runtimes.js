// The run times of `pnpm test:hosts`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importSource } from './hosts-bundle.js';
import { root } from './workspace-packages.js';

const workerdVersion = '1.20261117.1';

/**
 * @typedef {object} Runtime
 * @property {string} id a word for the command line, and the name of its report
 * @property {string} name
 * @property {'server' | 'worker'} kind which bundle it runs
 * @property {(program: string, left: readonly string[]) => Promise<readonly string[]> | readonly string[]} command
 *   the command that runs a program except the hosts and modules that are left out
 * @property {string} [version] if the program cannot tell it
 */

/** @type {readonly Runtime[]} */
export const runtimes = [
  ...['20.19', '22', '24', '26'].map((version) => ({
    id: `node-${version}`,
    name: `Node ${version}`,
    kind: /** @type {const} */ ('server'),
    command: (/** @type {string} */ program, /** @type {readonly string[]} */ left) => [
      downloaded(`node@${version}`, 'node', '-p', 'process.execPath'),
      program,
      ...left,
    ],
  })),
  {
    id: 'bun',
    name: 'Bun',
    kind: 'server',
    command: async (program, left) => [(await programs()).bunProgram(hostTests), 'run', program, ...left],
  },
  {
    id: 'deno',
    name: 'Deno',
    kind: 'server',
    async command(program, left) {
      const options = ['--allow-all', '--no-lock', '--node-modules-dir=manual'];
      return [(await programs()).denoProgram(hostTests), 'run', ...options, program, ...left];
    },
  },
  {
    id: 'workerd',
    name: 'workerd',
    kind: 'worker',
    version: workerdVersion,
    command(program, left) {
      const config = join(dirname(program), 'config.capnp');
      writeFileSync(config, workerConfig(left));
      const find = "require('node:child_process').execFileSync('which', ['workerd'], { encoding: 'utf8' }).trim()";
      return [downloaded(`workerd@${workerdVersion}`, 'node', '-p', find), 'test', config];
    },
  },
];

const hostTests = join(root, 'packages/host-tests/package.json');

/** @returns {Promise<typeof import('../packages/test-servers/src/runtime-programs.js')>} */
async function programs() {
  return /** @type {never} */ (await importSource('packages/test-servers/src/runtime-programs.ts'));
}

/** Lets npm download a package, runs a command with it, and returns what that prints. */
function downloaded(/** @type {string} */ name, /** @type {string[]} */ ...command) {
  return execFileSync('npx', ['-y', '-p', name, ...command], { encoding: 'utf8' }).trim();
}

/** A Worker of the bundle, with the standards of this date and Node's modules. */
function workerConfig(/** @type {readonly string[]} */ left) {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "hosts", worker = (
  modules = [(name = "program", esModule = embed "program.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "left", json = ${JSON.stringify(JSON.stringify(left))})],
))]);
`;
}
