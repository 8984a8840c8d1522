// Builds the package it is run in: declarations by the compiler, and beside them one module for each entry point, with what
// several entry points need in shared chunks, so that each class exists once. Hundreds of small modules take long to load.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { packageEntries } from './package-entries.js';

const folder = process.cwd();
const manifest = /** @type {import('./workspace-packages.js').Manifest} */ (
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
);

rmSync(join(folder, 'dist'), { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit', shell: process.platform === 'win32' });

// A failed law shows the file that it stands in, whichever runner reads the stack: source maps are read by some only.
const isSuite = manifest.name === '@sess/conformance';

const build = await rolldown({
  cwd: folder,
  input: Object.fromEntries(packageEntries(folder, manifest).map((base) => [base, `src/${base}.ts`])),
  // Other packages are not part of this one, and `#platform` is chosen where the package is used.
  external: (specifier) => !/^[./]/.test(specifier),
  platform: 'neutral',
  tsconfig: false,
  transform: { target: 'es2022' },
  optimization: { inlineConst: false },
});
const { output } = await build.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  ...(isSuite
    ? { preserveModules: true, preserveModulesRoot: 'src' }
    : // One file for all that entry points share: each file costs a millisecond or two at start.
      { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } }),
  sourcemap: true,
  minify: false,
  // What doc comments say is in the declarations and in the sources; here each start would read it.
  comments: { jsdoc: false },
});
await build.close();

// The sources are published beside it; in the maps they would be there a second time.
for (const { fileName } of output.filter((file) => file.fileName.endsWith('.map'))) {
  const path = join(folder, 'dist', fileName);
  const { sourcesContent: _published, ...map } = /** @type {Record<string, unknown>} */ (
    JSON.parse(readFileSync(path, 'utf8'))
  );
  writeFileSync(path, JSON.stringify(map));
}
