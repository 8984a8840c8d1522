import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Mutation, mutationsOf } from './mutations.js';

/** A store with one change, ready for import. */
export interface Mutant extends Mutation {
  readonly file: string;
  /** The module that exports the class. */
  readonly url: string;
}

/**
 * The files of `MemorySessionStore`. Its `store-options.ts` is left out: except for unknown names (law 5), no law
 * covers the options of a store, and core's tests check them.
 */
const files = ['memory/memory-session-store.ts', 'memory/memory-backend.ts', 'store/call-guard.ts'] as const;
const core = new URL('../../../core/src/', import.meta.url);

export interface WrittenMutants {
  readonly folder: string;
  readonly mutants: readonly Mutant[];
  /** The unchanged store, in which the suite must find no fault. */
  readonly original: Mutant;
}

/** Writes each mutant of `MemorySessionStore` into its own folder. It imports everything else from the real sources. */
export async function writeMutants(): Promise<WrittenMutants> {
  const folder = await mkdtemp(join(tmpdir(), 'sess-mutants-'));
  const sources = new Map<string, string>();
  for (const file of files) sources.set(file, await readFile(fileURLToPath(new URL(file, core)), 'utf8'));
  let written = 0;
  const write = async (file: string, mutation: Mutation): Promise<Mutant> => {
    const own = join(folder, String(written++));
    await mkdir(own);
    for (const [each, text] of sources) {
      await writeFile(join(own, moved(each)), relinked(each, each === file ? mutation.text : text));
    }
    return { ...mutation, file, url: pathToFileURL(join(own, moved(files[0]))).href };
  };
  const original = await write(files[0], { line: 1, name: 'nothing', text: sources.get(files[0]) ?? '' });
  const mutants: Mutant[] = [];
  for (const [file, source] of sources) {
    for (const mutation of mutationsOf(file, source)) mutants.push(await write(file, mutation));
  }
  return { folder, mutants, original };
}

/** The folder has no package.json with `"type": "module"`, so the extension must say it. */
function moved(file: string): string {
  return basename(file).replace(/\.ts$/, '.mts');
}

/** Mutated files import each other, and everything else from its usual place, so that errors have the same classes. */
function relinked(file: string, text: string): string {
  return text.replaceAll(/from '(\.[^']+)\.js'/g, (_, path: string) => {
    const { href } = new URL(`${path}.ts`, new URL(file, core));
    const sibling = files.find((each) => new URL(each, core).href === href);
    return `from '${sibling ? `./${moved(sibling)}` : href}'`;
  });
}
