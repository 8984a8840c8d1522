// Checks that every public package has the same shape, so that knowing one is knowing all, and that tests are in
// the right place.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import semver from 'semver';
import { misplacedTests } from './misplaced-tests.js';
import { coreVersion, templateRange } from './peer-ranges.js';
import { publicPackages, readJson, repositoryFiles, root } from './workspace-packages.js';

const rootManifest = /** @type {import('./workspace-packages.js').Manifest} */ (readJson(join(root, 'package.json')));
const model = join(root, 'packages/core');

const coreRange = `${semver.major(coreVersion())}.x`;
const isInPreReleases = existsSync(join(root, '.changeset/pre.json'));

const files = repositoryFiles();
const findings = misplacedTests(files);

for (const { folder, path, manifest } of publicPackages()) {
  /** @param {unknown} condition @param {string} message */
  const expect = (condition, message) => {
    if (!condition) findings.push(`${path}: ${message}`);
  };
  /** @param {keyof import('./workspace-packages.js').Manifest} field @param {unknown} value */
  const expectField = (field, value) =>
    expect(isDeepStrictEqual(manifest[field], value), `"${field}" should be ${JSON.stringify(value)}`);

  expectField('name', `@sess/${path.slice('packages/'.length)}`);
  expectField('type', 'module');
  expectField('license', rootManifest.license);
  expectField('sideEffects', false);
  expectField('publishConfig', { access: 'public', provenance: true });
  expectField('repository', { type: 'git', url: 'git+https://github.com/sess-js/sess.git', directory: path });
  expect(/^[A-Z].+\.$/.test(manifest.description ?? ''), '"description" should be one sentence');
  expect(manifest.keywords?.includes('session'), '"keywords" should include "session"');

  for (const entry of ['dist', 'src', '!src/**/*.test.ts', 'CHANGELOG.md']) {
    expect(manifest.files?.includes(entry), `"files" should include ${JSON.stringify(entry)}`);
  }
  for (const [script, command] of Object.entries({
    build: 'node ../../scripts/build-package.js',
    types: 'tsc -p tsconfig.json',
  })) {
    expect(manifest.scripts?.[script] === command, `the script "${script}" should be ${JSON.stringify(command)}`);
  }
  expect(manifest.scripts?.['test']?.startsWith('vitest run'), 'the script "test" should start with "vitest run"');

  const { './package.json': self, ...entryPoints } = manifest.exports ?? {};
  expect(self === './package.json', '"exports" should give "./package.json"');
  expect('.' in entryPoints, '"exports" should give "."');
  for (const [name, target] of Object.entries(entryPoints)) {
    const source = typeof target === 'object' ? target['sess-source'] : undefined;
    const base = typeof source === 'string' ? /^\.\/src\/(.+)\.ts$/.exec(source)?.[1] : undefined;
    // What `require` returns is the module itself, except where it must be what another package's `require` returns.
    const required = { types: `./commonjs/${base}.d.cts`, default: `./commonjs/${base}.cjs` };
    const wanted = {
      'sess-source': `./src/${base}.ts`,
      ...(manifest.files?.includes('commonjs') && { require: required }),
      types: `./dist/${base}.d.ts`,
      default: `./dist/${base}.js`,
    };
    // Conditions are tried in their order, so the order is part of the shape.
    expect(
      base !== undefined && JSON.stringify(target) === JSON.stringify(wanted),
      `"exports" should give "${name}" as { "sess-source": "./src/….ts", "types": "./dist/….d.ts", "default": "./dist/….js" }, in this order and with one base name`,
    );
    if (base !== undefined)
      expect(existsSync(join(folder, `src/${base}.ts`)), `"exports" names src/${base}.ts, which does not exist`);
  }

  if (manifest.name === '@sess/core') {
    expect(!manifest.dependencies && !manifest.peerDependencies, 'core must have no dependencies and no peers');
  } else if (!manifest.bin) {
    expect(!manifest.dependencies?.['@sess/core'], '"dependencies" should not have "@sess/core", which is a peer');
    expect(manifest.peerDependencies?.['@sess/core'], '"peerDependencies" should have "@sess/core"');
  }
  // With any other range, minors of core would be majors of every store (scripts/rehearse/version-moves.test.js).
  const range = manifest.peerDependencies?.['@sess/core'] ?? `workspace:${coreRange}`;
  expect(
    isInPreReleases || range === `workspace:${coreRange}`,
    `"peerDependencies" should have "@sess/core": "workspace:${coreRange}"`,
  );
  for (const peer of Object.keys(manifest.peerDependencies ?? {})) {
    expect(manifest.devDependencies?.[peer], `the peer "${peer}" should be a devDependency too, for the tests`);
  }

  const readme = join(folder, 'README.md');
  const title = `# ${manifest.name}`;
  const hasTitle = existsSync(readme) && readFileSync(readme, 'utf8').startsWith(`${title}\n`);
  expect(hasTitle, `there should be a README.md that starts with "${title}"`);
  for (const file of ['tsconfig.json', 'tsconfig.build.json']) {
    const same =
      existsSync(join(folder, file)) && isDeepStrictEqual(readJson(join(folder, file)), readJson(join(model, file)));
    expect(same, `${file} should be the same as packages/core/${file}`);
  }
  expect(existsSync(join(folder, 'vitest.config.ts')), 'vitest.config.ts is missing');
}

if (!isInPreReleases && templateRange() !== coreRange) {
  findings.push(`packages/create-store/template: the peer "@sess/core" should be "${coreRange}"`);
}

// `require` of an ES module works since Node 20.19, and since 22.12 in Node 22. All packages say so as the root does.
for (const path of files.filter((file) => /package(?:\.template)?\.json$/.test(file))) {
  const { engines } = /** @type {{ engines?: { node?: string } }} */ (readJson(join(root, path)));
  if (!isDeepStrictEqual(engines, rootManifest.engines)) {
    findings.push(`${path}: "engines" should be that of the root, ${JSON.stringify(rootManifest.engines)}`);
  }
}

for (const finding of findings) console.error(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
