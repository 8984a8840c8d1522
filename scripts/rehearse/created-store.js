// `npm create @sess/store`, and the laws on what it made, from the installed suite.
import { Project } from './project.js';
import { part, step } from './progress.js';

const name = 'redis-session-store';

/**
 * @param {import('./project.js').Source} source
 * @param {boolean} isQuick
 */
export async function createStore(source, isQuick) {
  part('Create a store');
  const parent = new Project('created', source);
  const project = new Project(`created/${name}`, source);
  await step(`npm create @sess/store ${name}`, async () => {
    // The command wants an empty folder.
    await parent.run(['rm', '-rf', name]);
    await parent.run(['npm', 'create', '--yes', '@sess/store', name]);
    await project.install();
    return project.installed();
  });
  await step('it compiles and builds', async () => {
    await project.run(['npm', 'run', 'types']);
    await project.run(['npm', 'run', 'build']);
  });
  if (!isQuick) {
    await step('its tests fail until the limits are decided', async () => {
      const result = await project.run(['npm', 'test']).then(
        () => 'passed',
        (/** @type {unknown} */ error) => String(error),
      );
      if (!result.includes('is not decided yet')) throw new Error(`The tests should name a limit:\n${result}`);
    });
  }
  await step('its tests pass once they are', async () => {
    writeTheVerbs(project);
    const output = await project.run(['npm', 'test', '--', '--reporter=default']);
    const counts = /Tests\s+(.*)/.exec(output)?.[1] ?? '';
    if (!/\b\d{3} passed\b/.test(counts)) throw new Error(`The suite should have run more than 99 tests:\n${output}`);
    return counts;
  });
  return project;
}

/**
 * Decides the limits, and writes each verb with a store that works: what is tested here is the package, not a database.
 *
 * @param {Project} project
 */
function writeTheVerbs(project) {
  const source = `src/${name}.ts`;
  const verbs = /(\w+)(\(.*\): Promise<.*> \{)\n\s+return notWrittenYet\('\w+'\);/g;
  const limits = { maxPayloadBytes: 1_048_576, expiryGranularityMs: 1, maxExpiresAt: 8.64e15, durable: false };
  const decided = project
    .read(source)
    .replaceAll(/undecided\('(\w+)'\)/g, (_, limit) => String(limits[/** @type {keyof typeof limits} */ (limit)]));
  const text = decided.replaceAll(verbs, (_, /** @type {string} */ verb, /** @type {string} */ head) => {
    const names = [...head.matchAll(/_(\w+)\??: /g)].map(([, one = '']) => one);
    const checked = names.filter((one) => one !== 'options').map((one) => `${one}: _${one}`);
    return `async ${verb}${head}
    this.guard.begin('${verb}', { ${checked.join(', ')} }, _options);
    return this.client.${verb}(${names.map((one) => `_${one}`).join(', ')});`;
  });
  project.write(source, text);
  const test = 'test/conformance.test.ts';
  const shared = "import { MemorySessionStore } from '@sess/core';\n\nconst shared = new MemorySessionStore();\n";
  project.write(
    test,
    project
      .read(test)
      .replace(/\n\ntestSessionStore/, `\n${shared}\ntestSessionStore`)
      .replace(
        'RedisSessionStore({}, { clock })',
        'RedisSessionStore(new MemorySessionStore({ clock, shareWith: shared }), { clock })',
      ),
  );
}
