/**
 * Registers one test, as the `it` of a runner does.
 *
 * `timeoutMs` is the time limit for the test. vitest, jest and bun read it from the third argument; node:test and mocha
 * ignore it. The suite itself ends a law that hangs a little earlier, and names the calls that are still pending. The
 * runner's own default must not strike before that: node:test has none, and mocha, whose default is two seconds, needs
 * `--timeout 0`.
 */
export interface RegisterTest {
  (name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
  /** Registers a test that is listed as skipped. Without it, a law that is not claimed is a test that does nothing. */
  skip?(name: string, body: () => Promise<void>): unknown;
}

/**
 * The two functions that the suite needs: `{ describe, it }` of vitest, node:test, jest, bun or mocha.
 *
 * The tests of a suite must run one after the other in the order of their registration, as all five do by default.
 */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  readonly it: RegisterTest;
}
