// Compiles every TypeScript example: the ```ts fences of READMEs, of docs/ and of doc comments in sources.
//
// Each fence is a module of its own. It may use the names of scripts/example-names.ts without declaring them. An HTML
// comment right before the fence declares what else it needs: <!-- example: declare const prisma: PrismaClient; -->
// A fence that shows code of a file is compared with that file instead: see excerpts.js.
// Examples in doc comments may use all exports of the public packages without an import.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { excerptFindings, isExcerpt } from './excerpts.js';
import { exportedNames } from './exported-names.js';
import {
  modulesOf,
  publicPackages,
  repositoryFiles,
  root,
  sourceFiles,
  workspacePackages,
} from './workspace-packages.js';

const folder = join(root, 'temp/examples');

/**
 * @typedef {object} Example
 * @property {string} file relative to the root
 * @property {number} line of the fence, from 1
 * @property {string} prelude declarations that readers do not see
 * @property {string} code
 */

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
linkDependencies();
// Copied to where it finds its imports, and checked too: a name that became `any` would let every example pass.
copyFileSync(join(root, 'scripts/example-names.ts'), join(folder, 'example-names.ts'));

const specifiers = specifiersByName();
const pages = repositoryFiles()
  .filter((file) => /^(?:(?:packages|apps)\/[^/]+\/)?(?:README|docs\/.+)\.md$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
const findings = pages.flatMap(({ file, text }) => excerptFindings(file, text));
for (const finding of findings) console.error(finding);

const examples = [
  ...pages.flatMap(({ file, text }) => examplesIn(file, text)),
  ...sourceFiles()
    .flatMap((file) => examplesIn(file, commentsOf(readFileSync(join(root, file), 'utf8'))))
    .map((example) => ({ ...example, prelude: importsFor(example.code) })),
];

const modules = new Map(examples.map((example, index) => [`example-${index}.ts`, example]));
for (const [name, { prelude, code }] of modules) writeFileSync(join(folder, name), `${prelude}\n${code}\nexport {};\n`);
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      types: ['node'],
      typeRoots: ['./node_modules/@types'],
      // Next.js has no `exports`: only bundlers find its files.
      paths: { 'next/*': ['./node_modules/next/*.d.ts'] },
      // An import that the check adds may be a type.
      verbatimModuleSyntax: false,
      isolatedModules: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      declaration: false,
      declarationMap: false,
    },
    files: [...modules.keys(), 'example-names.ts'],
  }),
);

const { status, stdout } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript-native/bin/tsc'), '-p', folder, '--pretty', 'false'],
  {
    cwd: folder,
    encoding: 'utf8',
  },
);
for (const line of stdout.split('\n')) {
  const [, name = '', row = '0', message = ''] = /^(example-\d+\.ts)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
  const example = modules.get(name);
  if (example === undefined) console.error(line);
  else {
    const shift = Number(row) - example.prelude.split('\n').length;
    console.error(`${example.file}:${example.line + Math.max(shift, 0)} ${message}`);
  }
}
console.log(`${examples.length} examples compiled`);
process.exitCode = status === 0 && findings.length === 0 ? 0 : 1;

/** Lets examples import everything that any package of the workspace depends on. */
function linkDependencies() {
  const modulesFolder = join(folder, 'node_modules');
  // The place of the generated client in Prisma's own guide.
  link(join(root, 'packages/prisma/generated/sqlite'), join(folder, 'generated/prisma'));
  for (const { folder: packageFolder, manifest } of workspacePackages()) {
    link(packageFolder, join(modulesFolder, manifest.name));
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      link(join(packageFolder, 'node_modules', name), join(modulesFolder, name));
    }
  }
}

/**
 * @param {string} target
 * @param {string} path
 */
function link(target, path) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

/** Returns the names that the public packages export, each with the specifier of its first entry point. */
function specifiersByName() {
  const entries = publicPackages().flatMap(({ folder: packageFolder, manifest }) =>
    modulesOf(manifest).map((module) => ({ ...module, source: join(packageFolder, module['sess-source']) })),
  );
  const exported = exportedNames(entries.map(({ source }) => source));
  const pairs = entries.flatMap(({ specifier }, index) =>
    (exported[index] ?? []).map((name) => /** @type {const} */ ([name, specifier])),
  );
  // Of two entries with one name, a map keeps the later one.
  return new Map(pairs.toReversed());
}

/** @param {string} code */
function importsFor(code) {
  const declared = new Set(
    Array.from(code.matchAll(/(?:class|interface|type|function|const|let) (\w+)/g), ([, name]) => name),
  );
  const imported = (code.match(/^import .*$/gm) ?? []).join('\n');
  return Array.from(specifiers)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(code) && !declared.has(name) && !imported.includes(name))
    .map(([name, specifier]) => `import { ${name} } from '${specifier}';`)
    .join(' ');
}

/**
 * Returns the doc comments of a source on their own lines. All other lines are blank.
 *
 * @param {string} source
 */
function commentsOf(source) {
  let inside = false;
  return source
    .split('\n')
    .map((line) => {
      inside ||= line.trimStart().startsWith('/**');
      const text = inside ? line.replace(/^\s*\/?\*+\/? ?/, '').replace(/\s*\*\/\s*$/, '') : '';
      if (line.includes('*/')) inside = false;
      return text;
    })
    .join('\n');
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Example[]}
 */
function examplesIn(file, text) {
  const fence =
    /(?:<!-- example:(?<prelude>(?:(?!-->)[^])*)-->\s*\n)?^(?<indent>[ ]*)```(?:ts|typescript)[ ]*\n(?<code>(?:(?!^[ ]*```)[^])*)^[ ]*```/gm;
  const fences = Array.from(text.matchAll(fence)).filter(({ index }) => !isExcerpt(text, index));
  return fences.map(({ index, groups, 0: whole }) => ({
    file,
    line: text.slice(0, index + whole.lastIndexOf('```ts', whole.length - 4)).split('\n').length,
    prelude: groups?.['prelude'] ?? '',
    code: groups?.['code'] ?? '',
  }));
}
