import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namesOf, type StoreNames } from './store-names.js';

const template = join(dirname(fileURLToPath(import.meta.url)), '../template');

/** npm leaves out a .gitignore, and would take a package.json in the template for that of a package. */
const publishedAs: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  'package.template.json': 'package.json',
};

/** A package that was created. */
export interface StorePackage extends StoreNames {
  /** Its absolute path. */
  readonly path: string;
  /** Its files, relative to its folder. */
  readonly files: readonly string[];
}

/**
 * Creates a package for a store in a folder of that name, with the conformance suite set up and every verb still to be
 * written.
 *
 * @throws Error with a message for the user when the name is invalid or the folder is not empty. Nothing was written
 * then.
 */
export function createStorePackage(packageName: string, parent: string): StorePackage {
  const names = namesOf(packageName);
  const path = resolve(parent, names.folder);
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new Error(`${path} already exists and is not empty: choose another name, or move it away.`);
  }
  const files = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(template.length + 1))
    // Left behind by someone who tried the template itself.
    .filter((file) => !/^(node_modules|dist)\b/.test(file))
    .toSorted()
    .map((file) => ({ from: file, to: rename(publishedAs[file] ?? file, names) }));
  for (const { from, to } of files) {
    const text = rename(readFileSync(join(template, from), 'utf8'), names);
    mkdirSync(dirname(join(path, to)), { recursive: true });
    writeFileSync(join(path, to), text);
  }
  return { ...names, path, files: files.map(({ to }) => to) };
}

/** The template is a package that compiles, so names in it are replaced and no placeholders. */
function rename(text: string, { packageName, file, backend, className }: StoreNames): string {
  return text
    .replaceAll("from 'new-session-store'", `from '${packageName}'`)
    .replaceAll('# new-session-store', `# ${packageName}`)
    .replaceAll('"name": "new-session-store"', `"name": "${packageName}"`)
    .replaceAll('new-session-store', file)
    .replaceAll('NewSessionStore', className)
    .replaceAll('NewClient', `${backend}Client`);
}
