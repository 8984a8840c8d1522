// Whether the committed page of conformance still speaks of today's suite, found out without running anything.
import { join } from 'node:path';
import { root } from './workspace-packages.js';

/** @typedef {import('../packages/conformance/src/index.js').Report} Report */

/**
 * @param {readonly { name: string, files: readonly string[] }[]} tested
 * @param {readonly { package: string, file: string, text: string }[]} reports
 * @param {Readonly<Record<string, string>>} rendered what page and table should be
 * @returns {Promise<string[]>} what is wrong, for whoever has to run `pnpm conformance`
 */
export async function driftOf(tested, reports, rendered) {
  const { readFileSync, existsSync } = await import('node:fs');
  const today = await lawsOfToday();
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
    if (!tested.some((each) => each.name === name)) findings.push(`${file} is of a package without conformance tests.`);
    const report = /** @type {Report} */ (JSON.parse(text));
    const [changed = []] = today[report.suite]
      .map((wanted) => differing(report, wanted))
      .toSorted((one, two) => one.length - two.length);
    if (changed.length > 0) findings.push(`${file} does not know today's laws: ${changed.join(', ')}.`);
    const left = report.laws.filter(({ outcome }) => outcome === 'not run').map(({ law }) => law);
    if (left.length > 0) findings.push(`${file} has laws that were not run: ${left.join(', ')}.`);
    const broken = report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
    if (broken.length > 0) findings.push(`${file} has broken laws: ${broken.join(', ')}.`);
  }
  for (const [file, text] of Object.entries(rendered)) {
    const path = join(root, 'docs', file);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      findings.push(`docs/${file} is not what the reports make: run pnpm conformance --page.`);
    }
  }
  return findings;
}

/**
 * @param {Report} report
 * @param {ReadonlyMap<string, string>} wanted titles by number
 * @returns {string[]} the numbers of laws that are new, gone or worded anew
 */
function differing(report, wanted) {
  const known = new Map(report.laws.map(({ law, title }) => [law, title]));
  return [...new Set([...wanted.keys(), ...known.keys()])].filter((law) => known.get(law) !== wanted.get(law));
}

/**
 * Titles by number; of the story twice, because it has other laws on stores that keep records and on sealed ones.
 *
 * @returns {Promise<Record<import('../packages/conformance/src/index.js').SuiteName, readonly ReadonlyMap<string, string>[]>>}
 */
async function lawsOfToday() {
  const suite = /** @type {typeof import('../packages/conformance/src/index.js')} */ (
    await import(join(root, 'packages/conformance/dist/index.js'))
  );
  // Nothing registered here is ever run: a subject is only asked what it claims.
  const never = () => Promise.reject(new Error('Only the list of laws is wanted.'));
  const runner = { describe: (/** @type {string} */ _name, /** @type {() => void} */ body) => body(), it: () => {} };
  delete process.env['SESS_CONFORMANCE_REPORT'];
  const name = 'nobody';
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
