// Each package alone beside core, in an empty folder, by npm; and all of them by pnpm.
import { publicPackages } from '../workspace-packages.js';
import { peersOfCore } from '../peer-ranges.js';
import { compile, compilerPackages, usualCompiler } from './compilers.js';
import { writeLoaders } from './entry-points.js';
import { part, step } from './progress.js';
import { driversOf, Project } from './project.js';

/** @param {import('./project.js').Source} source */
export async function installEachAdapter(source) {
  part('Each package alone, by npm');
  for (const { manifest } of peersOfCore()) {
    const drivers = driversOf(manifest);
    await step(['npm install @sess/core', manifest.name, ...drivers].join(' '), async () => {
      const project = new Project(`alone/${manifest.name.slice('@sess/'.length)}`, source);
      await project.install('@sess/core', manifest.name, ...drivers);
      await project.run([process.execPath, '--input-type=module', '-e', `await import('${manifest.name}');`]);
      // Anything missing, doubled or out of range makes this fail.
      await project.run(['npm', 'ls', '--all']);
      return project.installed();
    });
  }
}

/**
 * @param {import('./project.js').Source} source
 * @param {string} every a program that uses every entry point
 */
export async function installByPnpm(source, every) {
  part('All packages, by pnpm');
  const project = new Project('pnpm', source);
  const pnpm = ['npx', '-y', 'pnpm@10.34.8'];
  const names = publicPackages().map(({ manifest }) => manifest.name);
  const drivers = publicPackages().flatMap(({ manifest }) => driversOf(manifest));
  const settings = { npm_config_cache_dir: `${source.folder}/pnpm-cache`, npm_config_strict_peer_dependencies: 'true' };
  await step('pnpm add', async () => {
    await project.run([...pnpm, 'add', '--ignore-scripts', ...names, ...drivers], settings);
    const tools = [...compilerPackages([usualCompiler]), '@types/node@20'];
    await project.run([...pnpm, 'add', '--ignore-scripts', '--save-dev', ...tools], settings);
    return project.installed();
  });
  await step(`TypeScript ${usualCompiler}: every entry point compiles`, () => {
    project.write('every-entry.ts', every);
    return compile(project, usualCompiler, ['every-entry.ts'], { noEmit: true });
  });
  const count = writeLoaders(project);
  for (const file of ['load.mjs', 'load.cjs']) {
    await step(`${file}: ${count} entry points`, async () => {
      await project.run([process.execPath, '--no-warnings', file]);
    });
  }
}
