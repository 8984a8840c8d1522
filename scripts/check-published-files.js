// Packs every public package and checks the tarball: by publint, by attw, and by the files in it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packPackages } from './pack-packages.js';
import { root } from './workspace-packages.js';

const binaries = join(root, 'node_modules/.bin');
let failed = false;

for (const { name, folder, tarball, files } of packPackages()) {
  const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
  const findings = [
    ...['LICENSE', 'README.md', 'package.json']
      .filter((file) => !files.includes(file))
      .map((file) => `${file} is not packed`),
    ...files
      // A template's files are what it creates, tests included.
      .filter((file) => !file.startsWith('template/'))
      .filter((file) => /\.test\.|^test\/|fixtures|\.tsbuildinfo$|^temp\//.test(file))
      .map((file) => `${file} should not be packed`),
    ...files
      .filter((file) => isStale(folder, file))
      .map((file) => `${file} no longer has a source: delete dist and build again`),
    ...(manifest.includes('"workspace:') || manifest.includes('"catalog:')
      ? ['package.json still has a version from the workspace']
      : []),
  ];
  for (const finding of findings) console.error(`${name}: ${finding}`);

  const publint = spawnSync(join(binaries, 'publint'), ['run', '--strict', tarball], { encoding: 'utf8' });
  if (publint.status !== 0) console.error(`${name}: publint\n${publint.stdout}${publint.stderr}`);

  const attwArguments = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', tarball];
  const attw = spawnSync(join(binaries, 'attw'), attwArguments, { encoding: 'utf8' });
  if (attw.status !== 0) console.error(`${name}: attw\n${attw.stdout}${attw.stderr}`);

  const passed = findings.length === 0 && publint.status === 0 && attw.status === 0;
  console.log(`${name}: ${files.length} files${passed ? ', fine' : ''}`);
  failed ||= !passed;
}
process.exitCode = failed ? 1 : 0;

/**
 * @param {string} folder
 * @param {string} file a path in the tarball
 */
function isStale(folder, file) {
  const base = /^dist\/(.+?)\.d\.ts$/.exec(file)?.[1];
  return base !== undefined && !existsSync(join(folder, `src/${base}.ts`));
}
