import type { Runner } from '../src/index.js';

/** Collects the tests of a suite and runs them here, so that a test can check which of them fail. */
export class CollectingRunner implements Runner {
  readonly #tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];

  describe(_name: string, body: () => void): void {
    body();
  }

  it(name: string, body: () => Promise<void>): void {
    this.#tests.push({ name, body });
  }

  /** Runs all tests, or those of these laws, one after the other. The suite's report has the failures. */
  async run(laws?: readonly string[]): Promise<void> {
    const chosen = laws && new Set(laws);
    for (const { name, body } of this.#tests) {
      const [, law = ''] = /^law ([^:]+):/.exec(name) ?? [];
      if (!chosen || chosen.has(law)) await body().catch(() => undefined);
    }
  }
}
