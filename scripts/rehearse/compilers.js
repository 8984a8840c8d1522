// Old and new TypeScript, and both ways to resolve modules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Under the name by which it is installed: `typescript-5.4`. */
const compilers = { 5.4: '5.4.5', 5.9: '5.9.3', '6.0': '6.0.3', '7.0': '7.0.2' };
export const usualCompiler = '7.0';
const resolutions = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

/** @param {boolean} isQuick */
export function compilersFor(isQuick) {
  return isQuick ? ['5.4', usualCompiler] : Object.keys(compilers);
}

/** @param {readonly string[]} names */
export function compilerPackages(names) {
  return Object.entries(compilers).flatMap(([name, version]) =>
    names.includes(name) ? [`typescript-${name}@npm:typescript@${version}`] : [],
  );
}

/**
 * Compiles the files in every resolution, and leaves what they became in `out/<resolution>`.
 *
 * @param {import('./project.js').Project} project
 * @param {string} compiler
 * @param {readonly string[]} files
 * @param {object} [options] of the compiler
 */
export async function compile(project, compiler, files, options = {}) {
  const folder = join(project.folder, `node_modules/typescript-${compiler}`);
  const manifest = /** @type {{ bin: { tsc: string } }} */ (
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  );
  for (const [resolution, choice] of Object.entries(resolutions)) {
    const compilerOptions = {
      ...choice,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      rootDir: '.',
      outDir: `out/${resolution}`,
      ...options,
    };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    await project.run([process.execPath, join(folder, manifest.bin.tsc), '-p', '.', '--pretty', 'false']);
  }
  return Object.keys(resolutions).join(' and ');
}
