// One line for each step, with what it took. A step that fails does not end the rehearsal unless others need it.
const startedAt = performance.now();

/** @type {{ what: string, error: unknown }[]} */
const failures = [];
/** @type {string[]} */
const omissions = [];

/**
 * Runs a step of the rehearsal.
 *
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} work its result is added to the line if it is a string
 * @returns {Promise<T | undefined>} `undefined` after a failure
 */
export async function step(what, work) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`.padStart(8);
  try {
    const result = await work();
    console.log(`✓ ${seconds()}  ${what}${typeof result === 'string' ? `: ${result}` : ''}`);
    return result;
  } catch (error) {
    console.log(`✗ ${seconds()}  ${what}`);
    console.error(error instanceof Error ? error.message : error);
    failures.push({ what, error });
    return undefined;
  }
}

/**
 * Runs a step that everything after it needs.
 *
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function neededStep(what, work) {
  const before = failures.length;
  const result = await step(what, work);
  if (failures.length > before) throw new Error(`Nothing after this step makes sense: ${what}`);
  return /** @type {T} */ (result);
}

/** @param {string} title */
export function part(title) {
  console.log(`\n${title}`);
}

/** Says aloud, at once and at the end, what could not be rehearsed here. @param {string} what */
export function omit(what) {
  console.log(`–           not rehearsed: ${what}`);
  omissions.push(what);
}

/** Prints the summary and sets the exit code. */
export function conclude() {
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  if (omissions.length > 0) console.log(`\nNot rehearsed:\n${omissions.map((one) => `  ${one}\n`).join('')}`);
  for (const { what } of failures) console.error(`✗ ${what}`);
  console.log(`${failures.length === 0 ? 'Rehearsed without a failure' : `${failures.length} failed`}, ${minutes} min`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
