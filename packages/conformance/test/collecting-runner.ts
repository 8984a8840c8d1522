import type { Runner } from '../src/index.js';

/** Collects the tests of a suite and runs them here, so that a test can look at what fails. */
export class CollectingRunner implements Runner {
  readonly #tests: (() => Promise<void>)[] = [];

  describe(_name: string, body: () => void): void {
    body();
  }

  it(_name: string, body: () => Promise<void>): void {
    this.#tests.push(body);
  }

  /** Runs all, one after the other. What fails is in the suite's report. */
  async run(): Promise<void> {
    for (const test of this.#tests) await test().catch(() => undefined);
  }
}
