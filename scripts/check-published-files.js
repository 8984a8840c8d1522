// Packs every public package and checks the tarball: by publint, by attw, and by the files in it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages } from './pack-packages.js';
import { brokenMaps } from './published-maps.js';
import { root } from './workspace-packages.js';

/**
 * The most kilobytes that are downloaded. About two thirds are sources and maps, which let a debugger and an editor
 * lead to the source.
 *
 * @type {Record<string, number>}
 */
const budgets = {
  '@sess/core': 445,
  '@sess/cli': 45,
  '@sess/conformance': 690,
  '@sess/cookie': 46,
  '@sess/create-store': 14,
  '@sess/devalue': 34,
  '@sess/express-session': 100,
  '@sess/memcached': 44,
  '@sess/mongo': 54,
  '@sess/prisma': 50,
};

const binaries = join(root, 'node_modules/.bin');
let failed = false;

for (const { name, folder, tarball, files, manifest } of packPackages()) {
  const kilobytes = Math.ceil(statSync(tarball).size / 1000);
  const budget = budgets[name] ?? 0;
  const findings = [
    ...requiredFiles(manifest)
      .filter((file) => !files.includes(file))
      .map((file) => `${file} is not packed`),
    ...files.filter((file) => !belongs(file, manifest)).map((file) => `${file} should not be packed`),
    ...files
      .filter((file) => isStale(folder, file))
      .map((file) => `${file} no longer has a source: delete dist and build again`),
    ...(/"(?:workspace|catalog):/.test(JSON.stringify(manifest))
      ? ['package.json still has a version from the workspace']
      : []),
    ...unpacked(tarball, (place) => brokenMaps(place, files)),
    ...(kilobytes > budget ? [`the tarball has ${kilobytes} kB, and the budget is ${budget} kB`] : []),
  ];
  for (const finding of findings) console.error(`${name}: ${finding}`);

  const publint = spawnSync(join(binaries, 'publint'), ['run', '--strict', tarball], { encoding: 'utf8' });
  if (publint.status !== 0) console.error(`${name}: publint\n${publint.stdout}${publint.stderr}`);

  const attwArguments = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', tarball];
  const attw = spawnSync(join(binaries, 'attw'), attwArguments, { encoding: 'utf8' });
  if (attw.status !== 0) console.error(`${name}: attw\n${attw.stdout}${attw.stderr}`);

  const passed = findings.length === 0 && publint.status === 0 && attw.status === 0;
  console.log(`${name}: ${files.length} files, ${kilobytes} kB of at most ${budget}${passed ? ', fine' : ''}`);
  failed ||= !passed;
}
process.exitCode = failed ? 1 : 0;

/** @param {import('./workspace-packages.js').Manifest} manifest */
function requiredFiles({ version }) {
  // Changesets writes the changelog with the first version.
  return ['LICENSE', 'README.md', 'package.json', ...(version === '0.0.0' ? [] : ['CHANGELOG.md'])];
}

/**
 * @param {string} file
 * @param {import('./workspace-packages.js').Manifest} manifest
 */
function belongs(file, { files = [], name }) {
  if (/^(?:LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(file)) return true;
  // A template's files are what it creates, tests included.
  if (name === '@sess/create-store' && file.startsWith('template/')) return !/node_modules|\/dist\//.test(file);
  if (file.startsWith('dist/')) return /\.(?:js|d\.ts)(?:\.map)?$/.test(file);
  if (file.startsWith('src/')) return /\.ts$|\/README\.md$/.test(file) && !file.endsWith('.test.ts');
  return files.some((entry) => file === entry || file.startsWith(`${entry}/`)) && !/fixtures|\.test\./.test(file);
}

/**
 * @template T
 * @param {string} tarball
 * @param {(folder: string) => T} look
 * @returns {T}
 */
function unpacked(tarball, look) {
  const place = mkdtempSync(join(tmpdir(), 'sess-tarball-'));
  try {
    execFileSync('tar', ['-xzf', tarball, '-C', place, '--strip-components=1']);
    return look(place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} file a path in the tarball
 */
function isStale(folder, file) {
  const base = /^dist\/(.+?)\.d\.ts$/.exec(file)?.[1];
  return base !== undefined && !existsSync(join(folder, `src/${base}.ts`));
}
