// Other versions of Node, and other run times. Each is a package of npm.
import { join } from 'node:path';
import { root } from '../workspace-packages.js';
import { omit, part, step } from './progress.js';
import { run } from './run-program.js';
import { compiledShop } from './using-the-packages.js';
import { visitShop } from './visit-shop.js';

/** The oldest that the packages promise, and the current ones. */
const nodes = ['20.19.0', '22.12.0', '24', '26'];

/** @param {import('./project.js').Project} project the shop, compiled */
export async function useOtherRuntimes(project) {
  part('Other run times');
  for (const version of nodes) {
    const node = await executable(`node@${version}`, 'node', '-p', 'process.execPath');
    if (node === undefined) continue;
    await step(`Node ${version}: the shop, import and require`, async () => {
      await visitShop([node, compiledShop], project.folder);
      await project.run([node, '--no-warnings', 'load.mjs']);
      await project.run([node, '--no-warnings', 'load.cjs']);
      return (await project.run([node, '--version'])).trim();
    });
  }
  const bun = await executable('bun@1.4.5', 'bun', '-e', 'console.log(process.execPath)');
  if (bun !== undefined) {
    await step('bun: the shop, import and require', async () => {
      await visitShop([bun, compiledShop], project.folder);
      await project.run([bun, 'load.mjs']);
      await project.run([bun, 'load.cjs']);
    });
  }
  const deno = await executable('deno@2.9.6', 'deno', 'eval', 'console.log(Deno.execPath())');
  if (deno !== undefined) {
    await step('deno: the shop, import and require', async () => {
      // Deno finds no named exports in the CommonJS of Prisma's JavaScript client.
      const text = project
        .read(compiledShop)
        .replace(/import (\{ PrismaClient \}) from ('@prisma\/client');/, 'import client from $2;\nconst $1 = client;');
      project.write('out/nodenext/deno-shop.js', text);
      await visitShop([deno, 'run', '--allow-all', 'out/nodenext/deno-shop.js'], project.folder);
      await project.run([deno, 'run', '--allow-all', 'load.mjs']);
      await project.run([deno, 'run', '--allow-all', 'load.cjs']);
    });
  }
}

/**
 * Returns the path of a program, which npm keeps for the next time. Without one, says so.
 *
 * @param {string} specifier
 * @param {string[]} command that prints its path
 */
async function executable(specifier, ...command) {
  try {
    const output = await run(['npx', '-y', '-p', specifier, ...command], { cwd: join(root, '..') });
    return output.trim().split('\n').at(-1);
  } catch (error) {
    omit(`${specifier}, which could not be installed: ${error instanceof Error ? error.message.slice(0, 200) : ''}`);
    return undefined;
  }
}
