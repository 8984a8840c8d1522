// Bundles the hosts of packages/host-tests with a program that runs every law on them, for a run time.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJson, root } from './workspace-packages.js';

const folder = join(root, 'packages/host-tests');
/** The bundles are here, so that they find the packages that the tests find. */
const output = join(folder, 'temp');
const { build } = /** @type {typeof import('../packages/host-tests/node_modules/esbuild/lib/main.js')} */ (
  createRequire(join(folder, 'package.json'))('esbuild')
);

/**
 * @typedef {import('../packages/host-tests/node_modules/esbuild/lib/main.js').BuildOptions} BuildOptions
 *
 * @typedef {import('../packages/host-tests/node_modules/esbuild/lib/main.js').PluginBuild} PluginBuild
 */

const own = new Set(
  Object.keys(/** @type {{ devDependencies: object }} */ (readJson(join(folder, 'package.json'))).devDependencies),
);

/** Bundles workspace packages only. Their dependencies are found in node_modules: of the tests, if they have them. */
const dependencies = {
  name: 'dependencies are not bundled',
  setup(/** @type {PluginBuild} */ bundle) {
    bundle.onResolve({ filter: /^[^.]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === 'resolving' || /^(@sess\/|\/|#)/.test(path)) return undefined;
      const [name = ''] = /^(@[^/]+\/)?[^/]+/.exec(path) ?? [];
      if (own.has(name) || isBuiltin(path)) return { path, external: true };
      const found = await bundle.resolve(path, { kind, resolveDir, pluginData: 'resolving' });
      return { path: found.errors.length > 0 ? path : found.path, external: true };
    });
  },
};

/** Lets the sources find the files beside them. */
const folders = {
  name: 'import.meta.dirname is that of the source',
  setup(/** @type {PluginBuild} */ bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.dirname')) return undefined;
      return { contents: text.replaceAll('import.meta.dirname', JSON.stringify(dirname(path))), loader: 'ts' };
    });
  },
};

/** What is different in a Worker: it has no files. */
const worker = {
  name: 'workers',
  setup(/** @type {PluginBuild} */ bundle) {
    bundle.onResolve(
      { filter: /^(assert|async_hooks|buffer|crypto|events|http|path|stream|url|util)$/ },
      ({ path }) => ({
        path: `node:${path}`,
        external: true,
      }),
    );
    bundle.onLoad({ filter: /conformance\/src\/report\/versions\.ts$/ }, () => ({
      contents: 'export const usualVersions = () => ({});',
      loader: 'js',
    }));
  },
};

/** @type {Readonly<Record<'server' | 'worker', BuildOptions>>} */
const kinds = {
  server: { platform: 'node', conditions: ['sess-source'], splitting: true, plugins: [dependencies, folders] },
  worker: {
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'sess-source'],
    external: ['node:*', 'cloudflare:*'],
    plugins: [worker],
  },
};

/** Returns the names of the modules in test/hosts that export hosts. */
export function hostModules() {
  return readdirSync(join(folder, 'test/hosts')).flatMap((file) => /^(.+-hosts?)\.ts$/.exec(file)?.[1] ?? []);
}

/**
 * @param {'server' | 'worker'} kind
 * @param {readonly string[]} modules names in test/hosts
 * @param {string} [name] of the folder
 * @returns {Promise<string>} the path of the program
 */
export async function bundleHosts(kind, modules, name = kind) {
  const loads = modules.map((module) => `'${module}': () => import('./hosts/${module}.ts')`);
  const contents = `import { main } from './programs/${kind}-program.ts';\nexport default await main({ ${loads.join(', ')} });`;
  await build({
    stdin: { contents, resolveDir: join(folder, 'test'), sourcefile: `${kind}.ts`, loader: 'ts' },
    outdir: join(output, `hosts-${name}`),
    entryNames: 'program',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    ...kinds[kind],
  });
  return join(output, `hosts-${name}`, 'program.mjs');
}

/** Imports a module of TypeScript that depends on nothing but Node. */
export async function importSource(/** @type {string} */ path) {
  const outfile = join(output, 'source', `${path.replaceAll('/', '-')}.mjs`);
  await build({
    entryPoints: [join(root, path)],
    outfile,
    platform: 'node',
    bundle: true,
    format: 'esm',
    logLevel: 'error',
  });
  return /** @type {unknown} */ (await import(pathToFileURL(outfile).href));
}
