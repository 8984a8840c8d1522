// Finds out, without running a law, whether the committed conformance page is up to date with the suite.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './workspace-packages.js';

/**
 * @typedef {import('../packages/conformance/src/index.js').Report} Report
 *
 * @typedef {import('../packages/conformance/src/index.js').SuiteName} SuiteName
 */

/**
 * @param {readonly { name: string, files: readonly string[] }[]} tested
 * @param {readonly { package: string, file: string, text: string }[]} reports
 * @param {Readonly<Record<string, string>>} rendered the contents that page and table should have
 * @returns {Promise<string[]>} the differences, each as a sentence
 */
export async function driftOf(tested, reports, rendered) {
  const current = await currentLaws();
  const findings = [];
  for (const { name, files } of tested) {
    const own = reports.filter((report) => report.package === name);
    if (own.length < files.length) {
      findings.push(
        `${name} has ${files.length} conformance tests and only ${own.length} reports in docs/conformance.`,
      );
    }
  }
  for (const { package: name, file, text } of reports) {
    if (!tested.some((each) => each.name === name))
      findings.push(`${file} belongs to a package without conformance tests.`);
    const report = /** @type {Report} */ (JSON.parse(text));
    const [changed = []] = current[report.suite]
      .map((wanted) => differing(report, wanted))
      .toSorted((one, two) => one.length - two.length);
    if (changed.length > 0) findings.push(`${file} does not match the current laws: ${changed.join(', ')}.`);
    const skipped = report.laws.filter(({ outcome }) => outcome === 'not run').map(({ law }) => law);
    if (skipped.length > 0) findings.push(`${file} has laws that were not run: ${skipped.join(', ')}.`);
    const broken = report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
    if (broken.length > 0) findings.push(`${file} has broken laws: ${broken.join(', ')}.`);
  }
  for (const [file, text] of Object.entries(rendered)) {
    const path = join(root, 'docs', file);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      findings.push(`${relative(root, path)} does not match the reports: run pnpm conformance --page.`);
    }
  }
  return findings;
}

/**
 * @param {Report} report
 * @param {ReadonlyMap<string, string>} wanted titles by number
 * @returns {string[]} the numbers of laws that were added, removed or renamed
 */
function differing(report, wanted) {
  const known = new Map(report.laws.map(({ law, title }) => [law, title]));
  return [...new Set([...wanted.keys(), ...known.keys()])].filter((law) => known.get(law) !== wanted.get(law));
}

/**
 * Returns the titles of laws by number. The HTTP story has two lists, because it differs for sealed stores.
 *
 * @returns {Promise<Record<SuiteName, readonly ReadonlyMap<string, string>[]>>}
 */
async function currentLaws() {
  const suite = /** @type {typeof import('../packages/conformance/src/index.js')} */ (
    await import(join(root, 'packages/conformance/dist/index.js'))
  );
  // Nothing that is registered here runs: the suite only reads what a subject claims.
  const never = () => Promise.reject(new Error('Only the list of laws is needed.'));
  const runner = { describe: (/** @type {string} */ _name, /** @type {() => void} */ body) => body(), it: () => {} };
  delete process.env['SESS_CONFORMANCE_REPORT'];
  const name = 'none';
  /** @param {Report} report */
  const titles = ({ laws }) => new Map(laws.map(({ law, title }) => [law, title]));
  const keyed = { name, claims: [], open: never };
  const sealed = /** @type {const} */ ({ kind: 'sealed', name, open: never });
  const serializer = { name, serialize: () => '', deserialize: () => undefined };
  return {
    'keyed store': [titles(suite.testSessionStore(runner, keyed))],
    'sealed store': [titles(suite.testSessionStore(runner, sealed))],
    'HTTP story': [keyed, sealed].map((subject) => titles(suite.testHttpStory(runner, subject, suite.fetchMiddleware))),
    serializer: [titles(suite.testSerializer(runner, { name, serializer }))],
  };
}
