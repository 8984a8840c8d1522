import type { Runner } from '@sess/conformance';

/** The outcome of one test in another runtime. */
export interface Outcome {
  readonly name: string;
  /** The error, if the test failed. */
  readonly failure?: string;
}

/** Collects tests, for a program that runs them itself. */
export class CollectedTests implements Runner {
  readonly #tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];
  readonly it: Runner['it'] = (name, body) => this.#tests.push({ name, body });

  describe(_name: string, body: () => void): void {
    body();
  }

  /** Runs the tests one after the other, and prints their outcomes as the last line. */
  async run(): Promise<void> {
    const outcomes: Outcome[] = [];
    for (const { name, body } of this.#tests) {
      outcomes.push(
        await body().then(
          () => ({ name }),
          (error: unknown) => ({ name, failure: String((error as Error).stack ?? error) }),
        ),
      );
    }
    console.log(`\n${JSON.stringify(outcomes)}`);
    process.exit(0);
  }
}
