// Runs the laws on every store and serializer of this repository, and shows the results in docs.
//   pnpm conformance          runs every conformance test, then writes docs/conformance/**, .md and .html, pictures,
//                             and the table "Which store?" of the README
//   pnpm conformance <name>…  only those of these packages; the others keep their reports
//   pnpm conformance --page   runs no law: writes page, table and pictures from the existing reports
//   pnpm conformance --check  writes nothing: checks that the page has all current laws and conformance tests
//
// A conformance test is a file test/**/conformance*.test.ts of a package. Its suites write their reports to
// docs/conformance/<package>/, so a new adapter needs no change here.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takePictures } from './conformance-pictures.js';
import { driftOf } from './conformance-drift.js';
import { runTurbo } from './run-turbo.js';
import { storeTable } from './which-store.js';
import { repositoryFiles, root } from './workspace-packages.js';

const docs = join(root, 'docs');
const reportsFolder = join(docs, 'conformance');

const conformanceTest = /^((?:packages|examples)\/([^/]+))\/(test\/(?:.+\/)?conformance[^/]*\.test\.ts)$/;

/** @returns {{ name: string, folder: string, files: string[] }[]} the packages that have conformance tests */
function testedPackages() {
  const tests = repositoryFiles().flatMap((path) => {
    const [, folder, name, file] = conformanceTest.exec(path) ?? [];
    return folder && name && file ? [{ folder: join(root, folder), name, file }] : [];
  });
  return [...new Map(tests.map((test) => [test.folder, test])).values()].map(({ folder, name }) => ({
    folder,
    name,
    files: tests.filter((test) => test.folder === folder).map(({ file }) => file),
  }));
}

/** @returns {{ package: string, file: string, text: string }[]} */
function committedReports() {
  return repositoryFiles().flatMap((file) => {
    const [, name] = /^docs\/conformance\/([^/]+)\/.+\.json$/.exec(file) ?? [];
    return name ? [{ package: name, file, text: readFileSync(join(root, file), 'utf8') }] : [];
  });
}

/** Renders the page, the table of laws and the README with its table of stores, by file name relative to docs. */
async function rendered() {
  const { readReport, renderMarkdown, renderPage } =
    /** @type {typeof import('../packages/conformance/src/page/index.js')} */ (
      await import(join(root, 'packages/conformance/dist/page/index.js'))
    );
  const reports = committedReports().map(({ file, text }) => readReport(text, file));
  const table = `# Stores by laws

The laws that our stores and serializers passed. \`pnpm conformance\` generates this page.
[conformance.html](conformance.html) is the same as one page to open in a browser, with the numbers behind each sign;
[conformance/](conformance) holds the reports themselves, whose format is described in
[the suite's README](../packages/conformance/README.md#the-report).

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/conformance-dark.png">
  <img src="images/conformance-light.png" alt="The page in a browser: a card with counts for each store, then the table of laws">
</picture>

${renderMarkdown(reports)}
`;
  const readme = readFileSync(join(root, 'README.md'), 'utf8').replace(
    /(<!-- which store: written by pnpm conformance -->\n\n)(?:\|.*\n)*/,
    (_, marker) => `${marker}${storeTable(reports)}\n`,
  );
  return { 'conformance.html': renderPage(reports), 'conformance.md': table, '../README.md': readme };
}

const parameters = process.argv.slice(2);
const flags = parameters.filter((argument) => argument.startsWith('-'));
const names = parameters.filter((argument) => !argument.startsWith('-'));
const tested = testedPackages();
const unknown = [
  ...flags.filter((flag) => flag !== '--check' && flag !== '--page'),
  ...names.filter((name) => !tested.some((each) => each.name === name)),
];
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. There are --check, --page, and ${tested.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

if (flags.includes('--check')) {
  const findings = await driftOf(tested, committedReports(), await rendered());
  for (const finding of findings) console.error(finding);
  process.exitCode = findings.length > 0 ? 1 : 0;
} else {
  process.exitCode = await update();
}

async function update() {
  let failed = 0;
  if (!flags.includes('--page')) {
    const built = await runTurbo(['generate', 'build', '--output-logs=errors-only']);
    if (built !== 0) return built;
    for (const { name, folder, files } of tested) {
      if (names.length > 0 && !names.includes(name)) continue;
      const destination = join(reportsFolder, name);
      rmSync(destination, { recursive: true, force: true });
      mkdirSync(destination, { recursive: true });
      console.log(`\n▸ ${name}`);
      const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
      const env = { ...process.env, SESS_CONFORMANCE_REPORT: destination };
      const { status } = spawnSync(process.execPath, [vitest, 'run', ...files], { cwd: folder, stdio: 'inherit', env });
      if (status !== 0) failed++;
    }
  }
  for (const [file, text] of Object.entries(await rendered())) writeFileSync(join(docs, file), text);
  console.log(`\n${await takePictures(join(docs, 'conformance.html'), join(docs, 'images'))}`);
  if (failed > 0) console.error(`${failed} of ${tested.length} packages broke a law or did not run: see above.`);
  return failed > 0 ? 1 : 0;
}
