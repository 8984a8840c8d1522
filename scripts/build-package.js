// Builds the package in the current folder: the compiler writes declarations, rolldown one module for each entry point.
// Hundreds of small modules would load slowly. Code that several entry points share goes into further modules, so that
// each class exists once.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { packageEntries } from './package-entries.js';
import { readJson } from './workspace-packages.js';

const folder = process.cwd();
const manifest = /** @type {import('./workspace-packages.js').Manifest} */ (readJson(join(folder, 'package.json')));

rmSync(join(folder, 'dist'), { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit', shell: process.platform === 'win32' });

// Keeps its modules, so that the stack of a failed law names its file in runners that read no source maps, too.
const isSuite = manifest.name === '@sess/conformance';

const bases = packageEntries(folder, manifest);

const build = await rolldown({
  cwd: folder,
  input: Object.fromEntries(bases.map((base) => [base, `src/${base}.ts`])),
  // Not bundled: other packages, and `#platform`, which is resolved where the package is used.
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
    : {
        codeSplitting: {
          minShareCount: 2,
          // A single file for most, because each adds about a millisecond to the import.
          groups: [
            { name: (id, context) => (placeOf(id, context) ? null : 'shared'), debugName: 'shared' },
            { name: (id, context) => `${placeOf(id, context)}/shared`, debugName: 'shared in a folder' },
          ],
        },
      }),
  sourcemap: true,
  minify: false,
  // Doc comments are in the declarations and the sources. Here, they would only be parsed at each start.
  comments: { jsdoc: false },
});
await build.close();

// The sources are published in `src`, so the source maps need not contain them.
for (const { fileName } of output.filter((file) => file.fileName.endsWith('.map'))) {
  const path = join(folder, 'dist', fileName);
  const { sourcesContent: _published, ...map } = /** @type {Record<string, unknown>} */ (readJson(path));
  writeFileSync(path, JSON.stringify(map));
}

/**
 * Returns the folder of a source if it is the folder of an entry point that others build on. Only these others load its
 * code, which may need Node. For what the main entry point loads, returns `undefined`.
 *
 * @param {string} id the path of the source
 * @param {import('rolldown').ChunkingContext} context
 */
function placeOf(id, context) {
  const places = bases.map((base) => dirname(base)).filter((place) => place !== '.');
  const isOfMain = importedBy(join(folder, 'src/index.ts')).has(id);
  return isOfMain ? undefined : places.find((place) => id.startsWith(join(folder, 'src', place) + sep));

  /** @param {string} importer @param {Set<string>} [found] */
  function importedBy(importer, found = new Set()) {
    for (const imported of context.getModuleInfo(importer)?.importedIds ?? []) {
      if (!found.has(imported)) importedBy(imported, found.add(imported));
    }
    return found;
  }
}
