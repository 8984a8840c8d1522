import type { SuiteBench } from './suite-bench.js';
import type { Gauge } from './suite.js';
import type { WatchedCalls } from './watched-calls.js';

/** What is measured on a bench: how often its stores were called, and how many rounds a race was given. */
export class BenchGauge implements Gauge {
  readonly #bench: SuiteBench;
  readonly #calls: WatchedCalls;

  constructor(bench: SuiteBench, calls: WatchedCalls) {
    this.#bench = bench;
    this.#calls = calls;
  }

  reset(): void {
    this.#bench.givenRounds = undefined;
    this.#calls.reset();
  }

  read(): { storeCalls: number; rounds?: number } {
    const { givenRounds } = this.#bench;
    return { storeCalls: this.#calls.count, ...(givenRounds !== undefined && { rounds: givenRounds }) };
  }

  pending(): readonly string[] {
    return this.#calls.pending;
  }
}
