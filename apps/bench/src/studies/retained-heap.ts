import { collectGarbage } from '../measure/collect-garbage.js';

/** Measures how much heap is in use after a garbage collection, beyond what was in use at first. */
export class RetainedHeap {
  readonly #before: number;
  #most = 0;

  constructor() {
    this.#before = retained();
  }

  sample(): void {
    this.#most = Math.max(this.#most, retained() - this.#before);
  }

  /** The largest sample, in bytes. */
  get most(): number {
    return this.#most;
  }
}

function retained(): number {
  // Twice, because what a finalizer holds is freed by the second collection.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
