/**
 * The two functions of a test runner that the suite needs; `{ describe, it }` of vitest, node:test, jest or bun fits.
 *
 * Tests of one suite run one after the other, in the order in which they are registered: the default of all four.
 */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  /** `timeoutMs` is how long the suite wants a test to be allowed; a runner without such a parameter ignores it. */
  it(name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
}
