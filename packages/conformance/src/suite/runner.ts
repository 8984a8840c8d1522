/**
 * Registers one test, as the `it` of a runner does.
 *
 * `timeoutMs` is how long the suite wants the test to be allowed. vitest, jest and bun take it from the third place;
 * node:test and mocha do not look there. The suite ends a law that hangs by itself a little earlier, with a message that
 * says what the store did not answer, so this limit is only the second one. The runner's own default must not be the
 * first: node:test has none, and mocha, whose default is two seconds, wants `--timeout 0`.
 */
export interface RegisterTest {
  (name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
  /** Registers a test that is listed as skipped. Without it, what is not claimed is a test that does nothing. */
  skip?(name: string, body: () => Promise<void>): unknown;
}

/**
 * The two functions of a test runner that the suite needs; `{ describe, it }` of vitest, node:test, jest, bun or mocha
 * fits.
 *
 * Tests of one suite run one after the other, in the order in which they are registered: the default of all five.
 */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  readonly it: RegisterTest;
}
