import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoreSubject, type SuiteOptions, testSessionStore } from '../packages/conformance/src/index.js';

// A store for a real server is altered in one place, and the laws must notice it.

/** One mistake in a store, as replacements of text in its source. */
export interface Alteration {
  readonly name: string;
  /** The file in `src`. */
  readonly file: string;
  /** Each text, which must occur once, and what replaces it. */
  readonly changes: readonly (readonly [from: string, to: string])[];
  /** Why no law notices it here. */
  readonly survives?: string;
}

/** The store as it is, which must break no law. */
export const unaltered: Alteration = { name: 'unaltered', file: '', changes: [], survives: 'it is right' };

/**
 * Returns the altered text of the file.
 *
 * @throws if a text to replace is not there exactly once: then the store has changed, and the table must follow
 */
export async function alteredText(packageFolder: string, { file, changes }: Alteration): Promise<string> {
  let text = await readFile(join(packageFolder, 'src', file), 'utf8');
  for (const [from, to] of changes) {
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(`${file} must have this once, and has it ${parts.length - 1} times: ${from}`);
    text = parts.join(to);
  }
  return text;
}

/** Copies the sources of a package into a temporary folder, with one alteration. `remove` removes it. */
export async function alterSources(packageFolder: string, alteration: Alteration) {
  const folder = await mkdtemp(join(tmpdir(), 'sess-altered-'));
  const sources = join(folder, 'src');
  await cp(join(packageFolder, 'src'), sources, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
  if (alteration.file) await writeFile(join(sources, alteration.file), await alteredText(packageFolder, alteration));
  return { sources, remove: () => rm(folder, { recursive: true }) };
}

/**
 * Returns the number of the first law that the subject breaks. SESS_ALTERATIONS_LAWS limits the laws, as a regular
 * expression: `12[4-6]` are those that compare the store with a model.
 */
export async function firstBrokenLaw(subject: StoreSubject, options: SuiteOptions): Promise<string | undefined> {
  const tests: (() => Promise<void>)[] = [];
  const runner = {
    describe: (_name: string, body: () => void) => body(),
    it: (_name: string, body: () => Promise<void>) => void tests.push(body),
  };
  const { laws } = testSessionStore(runner, subject, options);
  const wanted = new RegExp(`^(?:${process.env['SESS_ALTERATIONS_LAWS'] ?? '.*'})$`);
  for (const [index, test] of tests.entries()) {
    const law = laws[index]!;
    if (!wanted.test(law.law)) continue;
    await test().catch(() => undefined);
    if (law.outcome !== 'failed') continue;
    console.log(law.reason);
    return law.law;
  }
  return undefined;
}

/** Whether SESS_ALTERATIONS asks for it: it is `all`, or a part of the name. */
export function isWanted({ name }: Alteration): boolean {
  const wanted = process.env['SESS_ALTERATIONS'];
  return wanted === 'all' || (wanted !== undefined && name.includes(wanted));
}
