import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

// V8 counts no calls of a function that it has compiled into its caller.
for (const flag of ['--no-opt', '--no-maglev']) setFlagsFromString(flag);

/** What V8 does itself. Each element of a result is a step. */
const builtIns: readonly (readonly [object, readonly string[]])[] = [
  [JSON, ['parse', 'stringify']],
  [Object, ['keys', 'values', 'entries', 'getOwnPropertyNames']],
  [Reflect, ['ownKeys']],
];

// V8 counts the blocks only of functions that it compiles after this, so it begins with this file and never ends.
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/**
 * Returns how many steps the files that `sources` matches take in a run: how often they enter a block of code, and how
 * many characters of JSON and properties of objects they read or write at once. The number depends neither on the
 * machine nor on its load. The first run of a process may take a few steps more.
 */
export async function countSteps(run: () => unknown, sources = /\/core\/src\//): Promise<number> {
  const counted = countBuiltIns();
  try {
    // Taking the counts sets them to zero.
    await session.post('Profiler.takePreciseCoverage');
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const functions = result.filter(({ url }) => sources.test(url)).flatMap((script) => script.functions);
    const blocks = functions.flatMap(({ ranges }) => ranges);
    return blocks.reduce((sum, { count }) => sum + count, counted.steps());
  } finally {
    counted.end();
  }
}

type Method = (...values: unknown[]) => unknown;

function countBuiltIns() {
  let steps = 0;
  const restore: (() => void)[] = [];
  for (const [owner, names] of builtIns) {
    for (const name of names) {
      const methods = owner as Record<string, Method>;
      const original = methods[name]!;
      methods[name] = (...values) => {
        const result = original.apply(owner, values);
        const size: unknown = name === 'parse' ? values[0] : result;
        steps += Array.isArray(size) || typeof size === 'string' ? size.length : 1;
        return result;
      };
      restore.push(() => (methods[name] = original));
    }
  }
  return { steps: () => steps, end: () => restore.forEach((each) => each()) };
}
