// Runs every law on every framework in every run time, and shows the results in docs.
//   pnpm test:hosts             in all run times, then writes docs/hosts/*.json and docs/hosts.html
//   pnpm test:hosts <run time>… only in these; the others keep their reports
//   pnpm test:hosts --page      runs nothing: writes the page from the existing reports
//
// The modules packages/host-tests/test/hosts/*-host{,s}.ts export the hosts, so a new one needs no change here. npm
// downloads Node and workerd; Bun and Deno are dependencies of packages/host-tests.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundleHosts, hostModules, importSource } from './hosts-bundle.js';
import { renderHostsPage } from './hosts-page.js';
import { reportOf } from './hosts-report.js';
import { runtimes } from './hosts-runtimes.js';
import { root } from './workspace-packages.js';

/**
 * @typedef {import('./hosts-runtimes.js').Runtime} Runtime
 *
 * @typedef {import('./hosts-report.js').HostLaws} HostLaws
 *
 * @typedef {import('./hosts-report.js').RuntimeReport} RuntimeReport
 *
 * @typedef {import('./hosts-report.js').Exception} Exception
 */

const folder = join(root, 'docs/hosts');
/** How many run times run at once: most of a law is waiting. */
const atOnce = 3;

const parameters = process.argv.slice(2);
const names = parameters.filter((argument) => argument !== '--page');
const unknown = names.filter((name) => !runtimes.some(({ id }) => id === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are --page, and ${runtimes.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}

mkdirSync(folder, { recursive: true });
let red = 0;
if (!parameters.includes('--page')) {
  const { exceptions } = /** @type {{ exceptions: readonly Exception[] }} */ (
    await importSource('packages/host-tests/test/hosts/not-applicable.ts')
  );
  const waiting = runtimes.filter(({ id }) => names.length === 0 || names.includes(id));
  const all = await hostsWithLaws();
  console.log(`${all.length} hosts in ${waiting.length} run times`);
  const work = async () => {
    for (let runtime = waiting.shift(); runtime; runtime = waiting.shift()) {
      const report = await run(runtime, all, exceptions);
      red += report.hosts.reduce((sum, { failed }) => sum + failed.length, 0);
      writeFileSync(join(folder, `${runtime.id}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
const reports = runtimes.flatMap(({ id }) =>
  readdirSync(folder).includes(`${id}.json`)
    ? [/** @type {RuntimeReport} */ (JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')))]
    : [],
);
writeFileSync(join(root, 'docs/hosts.html'), await renderHostsPage(reports));
console.log(red === 0 ? 'docs/hosts.html was written.' : `${red} laws do not hold: see docs/hosts.html.`);
process.exitCode = red === 0 ? 0 : 1;

/**
 * @typedef {object} Line what a program prints: its version, a host, an outcome or a failure
 * @property {string} [version]
 * @property {string} [module]
 * @property {string} [host]
 * @property {readonly string[]} [laws]
 * @property {string} [law]
 * @property {string} [failure]
 */

/** Lists every host, by the Node that runs this. */
async function hostsWithLaws() {
  const modules = hostModules();
  /** @type {HostLaws[]} */
  const listed = [];
  for await (const line of linesOf([process.execPath, await bundleHosts('server', modules), 'everything'])) {
    if (line.laws) listed.push(/** @type {HostLaws} */ (line));
    else if (line.failure) throw new Error(`${line.module}: ${line.failure}`);
  }
  return listed;
}

/** Runs a command, and yields the lines of JSON that it prints. */
async function* linesOf(/** @type {readonly string[]} */ [command = '', ...args], id = 'list') {
  // Where hosts with a build of their own put it: a folder for each run time, because several run at once.
  const env = { ...process.env, SESS_BUILT_HOSTS: `hosts-${id}` };
  const cwd = join(root, 'packages/host-tests');
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let noise = '';
  child.stderr.on('data', (data) => (noise = `${noise}${data}`.slice(-4000)));
  const ended = new Promise((/** @type {(status: unknown) => void} */ resolve) => {
    child.on('close', resolve);
    child.on('error', (error) => resolve(error.message));
  });
  let isRead = false;
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      if (text.startsWith('{')) yield /** @type {Line} */ (JSON.parse(text));
    }
    isRead = true;
  } finally {
    if (!isRead) child.kill();
  }
  const status = await ended;
  if (status !== 0) yield { failure: `The program has ended with ${String(status)}.\n${noise}` };
}

/**
 * @param {Runtime} runtime
 * @param {readonly HostLaws[]} all
 * @param {readonly Exception[]} exceptions
 * @returns {Promise<RuntimeReport>}
 */
async function run(runtime, all, exceptions) {
  const { id, name, kind } = runtime;
  const applying = exceptions.filter(
    ({ runtimes: only, exceptRuntimes }) => (only?.includes(id) ?? true) && !exceptRuntimes?.includes(id),
  );
  const left = applying.filter(({ law }) => law === undefined);
  const leftNames = left.flatMap(({ hosts }) => hosts);
  const modules = hostModules().filter((module) => kind === 'server' || !leftNames.includes(module));
  const program = await bundleHosts(kind, modules, id);
  const outcomes = new Map(all.map(({ host }) => [host, /** @type {Map<string, string | undefined>} */ (new Map())]));
  let version = runtime.version ?? '';
  let failure = 'It was not run.';
  for await (const line of linesOf(await runtime.command(program, leftNames), id)) {
    if (line.version) version = line.version;
    else if (line.host && line.law) {
      const laws = /** @type {Map<string, string | undefined>} */ (outcomes.get(line.host));
      laws.set(line.law, line.failure);
      const expected = all.find(({ host }) => host === line.host)?.laws.length;
      if (laws.size === expected) {
        const held = [...laws.values()].filter((each) => each === undefined).length;
        console.log(`${name.padEnd(10)} ${line.host.padEnd(34)} ${held} of ${expected}`);
      }
    } else if (line.failure) failure = `It was not run. ${line.module ?? ''} ${line.failure}`;
  }
  const hosts = all.map((each) => reportOf(each, /** @type {never} */ (outcomes.get(each.host)), applying, failure));
  const laws = [...new Set(all.flatMap((each) => each.laws))];
  return { runtime: name, version, date: new Date().toISOString().slice(0, 10), laws, hosts };
}
