// Runs every package's tests and ends with one line of counts for all of them.
//   pnpm test                      everything
//   pnpm test --filter=@sess/core  one package (any argument of turbo's)
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runTurbo } from './run-turbo.js';
import { everyPackage, readJson, root } from './workspace-packages.js';

const reportFile = 'temp/test-results.json';
/** Of a failure's message. The whole is above, among the package's own lines. */
const mostCharacters = 4000;

/**
 * @typedef {object} TestReport
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numFailedTestSuites
 * @property {{ name: string, status: string, message: string, assertionResults: TestResult[] }[]} testResults
 */

/**
 * @typedef {object} TestResult
 * @property {string} fullName
 * @property {string} status
 * @property {string[]} failureMessages
 */

const packages = everyPackage().filter(({ manifest }) => manifest.scripts?.['test']);
const reportOf = (/** @type {string} */ folder) => join(folder, reportFile);
for (const { folder } of packages) rmSync(reportOf(folder), { force: true });

console.log('Running the tests of every package. Clients are generated and servers are started as needed…');
const requested = process.argv.slice(2);
const exitCode = Math.max(...(requested.length > 0 ? [await test(requested)] : await testEverything()));

const counts = { passed: 0, failed: 0, skipped: 0 };
/** Skipped tests, by the server that they need. */
const needed = { mongod: 0, 'mongod or SecantusDB': 0 };
const servers = /** @type {const} */ (['mongod', 'mongod or SecantusDB']);
/** @type {string[]} */
const failures = [];
for (const { folder, path } of packages) {
  if (!existsSync(reportOf(folder))) {
    // Turbo exits with 0 when it is told to end.
    if (requested.length === 0) failures.push(`${path}: its tests did not end`);
    continue;
  }
  const result = /** @type {TestReport} */ (readJson(reportOf(folder)));
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped += result.numPendingTests + result.numTodoTests;
  const skipped = result.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => !['passed', 'failed'].includes(status));
  for (const { name, status, message, assertionResults } of result.testResults) {
    const failed = assertionResults.filter((each) => each.status === 'failed');
    const file = relative(root, name);
    for (const { fullName, failureMessages } of failed)
      failures.push(`${file}: ${fullName}\n${failureMessages.join('\n')}`);
    if (status === 'failed' && failed.length === 0) failures.push(`${file}: ${message}`);
  }
  for (const server of servers) {
    needed[server] += skipped.filter(({ fullName }) => fullName.includes(`(needs ${server})`)).length;
  }
}
// A failure outside a test counts too: a file that does not load, an unhandled rejection, or tests that did not end.
const isFailed = exitCode !== 0 || failures.length > 0;
if (isFailed && counts.failed === 0) counts.failed = 1;
// Here rather than thousands of lines above.
for (const failure of failures)
  console.log(`FAILED ${failure.slice(0, mostCharacters).split('\n').slice(0, 20).join('\n  ')}`);
for (const server of servers) {
  if (needed[server] === 0) continue;
  const what = server.toUpperCase();
  console.log(`NEEDS ${what}: ${needed[server]} of the skipped tests need a ${server} (CONTRIBUTING.md)`);
}
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
);
process.exitCode = exitCode || (isFailed ? 1 : 0);

async function testEverything() {
  // What several tests need is made before: two turbos at once would both make it, and read what is half written.
  const prepared = await runTurbo(['build', 'generate', '--output-logs=errors-only']);
  // The longest begins at once. Turbo may leave it to the end, where it would run alone, and mostly wait.
  const longest = '@sess/conformance';
  const tested = await Promise.all([
    test(['--only', `--filter=${longest}`]),
    test(['--only', `--filter=!${longest}`, '--concurrency=2']),
  ]);
  return [prepared, ...tested];
}

/** @param {readonly string[]} which arguments of turbo's */
function test(which) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  return runTurbo(['test', '--continue=dependencies-successful', ...which, '--', ...reporters]);
}
