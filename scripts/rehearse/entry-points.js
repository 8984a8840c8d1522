// Every entry point of every package, by `import` and by `require`, which loads ES modules since Node 20.19.
import { publicPackages } from '../workspace-packages.js';

/** Writes the programs `load.mjs` and `load.cjs`. @param {import('./project.js').Project} project */
export function writeLoaders(project) {
  const specifiers = publicPackages().flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {}).map((entry) => manifest.name + entry.slice(1)),
  );
  const modules = specifiers.filter((specifier) => !specifier.endsWith('.json'));
  project.write('load.cjs', specifiers.map((name) => `require('${name}');\n`).join(''));
  project.write('load.mjs', modules.map((name) => `await import('${name}');\n`).join(''));
  return specifiers.length;
}
