import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
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

/** Where a new package installs from. */
export interface StorePackageOptions {
  /**
   * A folder with the tarballs of `@sess/core` and `@sess/conformance`, as `npm pack` or `pnpm pack` names them. The
   * package installs these. A relative path begins at `parent`.
   *
   * @defaultValue what npm has
   */
  readonly tarballs?: string | undefined;
}

/**
 * Creates a package for a store in a folder of that name, with the conformance suite set up and every verb still to be
 * written.
 *
 * @throws Error with a message for the user when the name is invalid, the folder is not empty, or a tarball is missing.
 * Nothing was written then.
 */
export function createStorePackage(
  packageName: string,
  parent: string,
  { tarballs }: StorePackageOptions = {},
): StorePackage {
  const names = namesOf(packageName);
  const path = resolve(parent, names.folder);
  const packed = tarballs === undefined ? {} : tarballsIn(resolve(parent, tarballs), path);
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
    writeFileSync(join(path, to), to === 'package.json' ? installing(packed, text) : text);
  }
  return { ...names, path, files: files.map(({ to }) => to) };
}

/** Returns where the package at this path finds the tarballs, by the name of what is in them. */
function tarballsIn(folder: string, path: string): Record<string, string> {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const found = ['core', 'conformance'].map((name) => {
    // regexp: the names are the two above, and file names are short
    const [file, ...others] = files.filter((each) => new RegExp(`^sess-${name}(-\\d.*)?\\.tgz$`).test(each));
    if (file === undefined || others.length > 0) {
      const count = file === undefined ? 'no' : 'more than one';
      throw new Error(
        `There is ${count} tarball of @sess/${name} in ${folder}: it should have one, as pnpm pack names it.`,
      );
    }
    return [`@sess/${name}`, `file:${relative(path, join(folder, file)).replaceAll(sep, '/')}`];
  });
  return Object.fromEntries(found) as Record<string, string>;
}

/** Returns a package.json whose development dependencies come from there. */
function installing(packed: Readonly<Record<string, string>>, text: string): string {
  const manifest = JSON.parse(text) as { devDependencies: Record<string, string> };
  Object.assign(manifest.devDependencies, packed);
  return `${JSON.stringify(manifest, null, 2)}\n`;
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
