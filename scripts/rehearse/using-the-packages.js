// One project with every package and every driver: compiled, run, required.
import { publicPackages, root } from '../workspace-packages.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, compilerPackages, compilersFor, usualCompiler } from './compilers.js';
import { writeLoaders } from './entry-points.js';
import { neededStep, part, step } from './progress.js';
import { driversOf, Project } from './project.js';
import { shopProgram, shopSetUp } from './shop.js';
import { visitShop } from './visit-shop.js';

/** The program of the shop after it was compiled. */
export const compiledShop = 'out/nodenext/shop.js';

/**
 * @param {import('./project.js').Source} source
 * @param {boolean} isQuick
 */
export async function useThePackages(source, isQuick) {
  part('Use the packages, with npm');
  const project = new Project('shop', source);
  await neededStep('npm install @sess/core @sess/prisma', async () => {
    await project.install('@sess/core', '@sess/prisma');
    return project.installed();
  });
  await neededStep('npm install every other package, with its driver', async () => {
    const drivers = publicPackages().flatMap(({ manifest }) => driversOf(manifest));
    const names = publicPackages().map(({ manifest }) => manifest.name);
    await project.install(...names, ...drivers, 'express@5');
    const compilers = compilerPackages(compilersFor(isQuick));
    // Prisma's own scripts download an engine that `generate` does not use.
    await project.install('--save-dev', '--ignore-scripts', ...compilers, ...developmentPackages());
  });
  await neededStep('generate the Prisma client, create the table', async () => {
    project.write('set-up.mjs', shopSetUp);
    await project.run([process.execPath, 'set-up.mjs']);
    await project.run(['npx', 'prisma', 'generate', '--schema', 'schema.prisma'], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    });
  });

  project.write('shop.ts', shopProgram());
  project.write('every-entry.ts', readFileSync(join(root, 'scripts/consumer/every-entry.ts'), 'utf8'));
  for (const compiler of compilersFor(isQuick)) {
    await step(`TypeScript ${compiler}: the README's first example compiles`, () =>
      compile(project, compiler, ['shop.ts'], { skipLibCheck: true }),
    );
    await step(`TypeScript ${compiler}: every entry point compiles, with a check of our declarations`, () =>
      compile(project, compiler, ['every-entry.ts'], { noEmit: true }),
    );
  }
  await step(`the README's first example sells a hat twice (compiled by TypeScript ${usualCompiler})`, async () => {
    await compile(project, usualCompiler, ['shop.ts'], { skipLibCheck: true });
    await visitShop([process.execPath, compiledShop], project.folder);
  });
  const count = writeLoaders(project);
  for (const file of ['load.mjs', 'load.cjs']) {
    await step(`${file}: ${count} entry points`, () =>
      project.run([process.execPath, '--no-warnings', file]).then(() => process.version),
    );
  }
  const programs = publicPackages().flatMap(({ manifest: { bin, name } }) =>
    typeof bin === 'object' ? Object.keys(bin) : bin === undefined ? [] : [name.replace(/^@sess\//, '')],
  );
  for (const program of programs) {
    await step(`npx ${program} --help`, async () => {
      const [first = ''] = (await project.run(['npx', '--no-install', program, '--help'])).trim().split('\n');
      if (first === '') throw new Error(`${program} --help prints nothing.`);
      return first;
    });
  }
  return project;
}

function developmentPackages() {
  const manifest = publicPackages().find(({ manifest: { name } }) => name === '@sess/prisma')?.manifest;
  const prisma = manifest?.devDependencies?.['prisma'] ?? 'latest';
  return [`prisma@${prisma}`, '@types/node@20', '@types/express@5', 'esbuild@0.28.2'];
}
