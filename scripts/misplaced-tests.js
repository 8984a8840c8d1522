// One rule for the place of tests: a test of one file is next to that file and has its name; a test that needs more
// than that file (servers, frameworks, several packages) is in `test/`. Vitest runs no tests elsewhere.
import { posix } from 'node:path';

proveThatItSees();

/**
 * Returns the faults of tests in other places.
 *
 * @param {readonly string[]} paths all files, relative to the root and with slashes
 * @returns {string[]}
 */
export function misplacedTests(paths) {
  const files = new Set(paths);
  return paths.flatMap((path) => {
    if (!/^(?:packages|apps|examples)\/.*\.test\.ts$/.test(path) || path.includes('/test/')) return [];
    if (!/^[^/]+\/[^/]+\/src\//.test(path)) return [`${path} is in neither src nor test, so it never runs`];
    // Both x.test.ts and x.topic.test.ts are tests of x.ts.
    const source = `${posix.basename(path).split('.', 1)[0]}.ts`;
    if (files.has(posix.join(posix.dirname(path), source))) return [];
    return [`${path} has no ${source} next to it: rename it after the file that it tests, or move it to test/`];
  });
}

/** A rule that no longer works looks like a clean repository. */
function proveThatItSees() {
  const valid = ['src/a.ts', 'src/a.test.ts', 'src/a.topic.test.ts', 'test/b.test.ts', 'scripts/c.ts'];
  const faults = ['src/b.test.ts', 'src/b.topic.test.ts', 'scripts/c.test.ts', 'd.test.ts'];
  const found = misplacedTests([...valid, ...faults].map((path) => `packages/one/${path}`));
  const isRight = found.length === faults.length && faults.every((path, index) => found[index]?.includes(path));
  if (!isRight) throw new Error(`The rule for the place of tests misjudges:\n${found.join('\n')}`);
}
