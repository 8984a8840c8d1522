import { collectGarbage } from '../measure/collect-garbage.js';

/** How much more than at its beginning a piece of work holds on to: what a collection of garbage leaves. */
export class RetainedHeap {
  readonly #before: number;
  #most = 0;
  #spentMs = 0;

  constructor() {
    this.#before = retained();
  }

  look(): void {
    const start = performance.now();
    this.#most = Math.max(this.#most, retained() - this.#before);
    this.#spentMs += performance.now() - start;
  }

  /** Bytes, at the worst look. */
  get most(): number {
    return this.#most;
  }

  /** What looking has cost, to be taken off the time of the work. */
  get spentMs(): number {
    return this.#spentMs;
  }
}

function retained(): number {
  // Twice: what only a finalizer holds goes the second time.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
