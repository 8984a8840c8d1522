import type { Runner } from '../src/index.js';

/** Collects the tests of a suite and runs them here, so that a test can check which of them fail. */
export class CollectingRunner implements Runner {
  readonly #tests: (() => Promise<void>)[] = [];

  describe(_name: string, body: () => void): void {
    body();
  }

  it(_name: string, body: () => Promise<void>): void {
    this.#tests.push(body);
  }

  /** Runs all tests, one after the other. The suite's report has the failures. */
  async run(): Promise<void> {
    for (const test of this.#tests) await test().catch(() => undefined);
  }
}
