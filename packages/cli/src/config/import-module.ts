import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';

/** The exports of a module. */
export type Exports = Readonly<Record<string, unknown>>;

/**
 * Imports a module by its absolute path. TypeScript is compiled in memory, with all that it imports, because Node 20
 * cannot do that, and Node 22 not for `enum`, decorators, or `./x.js` that is `x.ts`.
 */
export async function importModule(path: string): Promise<Exports> {
  if (!['.ts', '.mts', '.cts'].includes(extname(path))) return (await import(pathToFileURL(path).href)) as Exports;
  const jiti = createJiti(path, {
    // A cache would leave files in the project, or in the system's temporary folder.
    fsCache: false,
    tsconfigPaths: true,
    // jiti takes Prisma's bundled CommonJS for an ES module. Compiled, it loads slowly and fails when it reports an
    // error.
    nativeModules: ['@prisma', '.prisma'],
  });
  return await jiti.import<Exports>(path);
}
