import { collectGarbage } from '../measure/collect-garbage.js';

/** Measures how much heap is in use after a garbage collection, beyond what was in use at first. */
export class RetainedHeap {
  readonly #before: number;
  #most = 0;
  #spentMs = 0;

  constructor() {
    this.#before = retained();
  }

  sample(): void {
    const start = performance.now();
    this.#most = Math.max(this.#most, retained() - this.#before);
    this.#spentMs += performance.now() - start;
  }

  /** The largest sample, in bytes. */
  get most(): number {
    return this.#most;
  }

  /** The time spent on samples, to be subtracted from the time of the work. */
  get spentMs(): number {
    return this.#spentMs;
  }
}

function retained(): number {
  // Twice, because what a finalizer holds is freed by the second collection.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
