import { join } from 'node:path';
import { build } from 'esbuild';

export const program = (name: string) => join(import.meta.dirname, `programs/${name}.ts`);

/**
 * Bundles a program, because neither Deno nor Node finds `x.ts` under the name `x.js`. The bundle is two levels below
 * package.json, as deep as the file of the suite that reads its version there.
 */
export async function bundled(name: string): Promise<string> {
  const outfile = join(import.meta.dirname, `../temp/runtimes/${name}.js`);
  await build({
    entryPoints: [program(name)],
    outfile,
    platform: 'node',
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['sess-source'],
    // For packages in CommonJS, such as the client of memcached.
    banner: {
      js: "import { createRequire as forBundle } from 'node:module'; const require = forBundle(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}
