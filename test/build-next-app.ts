import { execFile } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const core = join(import.meta.dirname, '../packages/core');

/**
 * Builds an application on Next.js, with core as it is in the sources: Turbopack reads no sources of TypeScript that
 * import each other as `.js`, and a `dist` could be old. Returns the folder of a copy, for `next({ dir })`.
 *
 * @param folder - Has `next.config.ts` and `src`, and `next` among its dependencies
 */
export async function buildNextApp(folder: string): Promise<string> {
  const copy = join(folder, 'temp', process.env['SESS_BUILT_HOSTS'] ?? 'app');
  // Next.js keeps a cache in .next.
  await rm(join(copy, 'src'), { recursive: true, force: true });
  for (const name of ['src', 'next.config.ts']) await cp(join(folder, name), join(copy, name), { recursive: true });
  await writeFile(join(copy, 'tsconfig.json'), '{ "compilerOptions": { "jsx": "react-jsx" } }');
  await bundleCore(join(copy, 'node_modules/@sess/core'));
  const next = createRequire(join(folder, 'package.json')).resolve('next/dist/bin/next');
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' };
  await promisify(execFile)(process.execPath, [next, 'build', copy], { env });
  return copy;
}

const entries = ['index', 'next/index', 'node/index'];

/** Writes core as it would be published, with those entry points that an application on Next.js uses. */
async function bundleCore(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(core, `src/${entry}.ts`)])),
    platform: 'node',
    resolve: { conditionNames: ['sess-source', 'node', 'import'] },
    tsconfig: false,
  });
  await bundle.write({ dir: folder, format: 'esm' });
  const exported = entries.map((entry) => [`./${entry}`.replace(/\/index$/, ''), `./${entry}.js`]);
  const manifest = { name: '@sess/core', type: 'module', sideEffects: false, exports: Object.fromEntries(exported) };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}
