/** The durations of calls, in milliseconds. */
export class Latencies {
  readonly #milliseconds: number[] = [];

  /** Repeats the work, one call after the other, until the time is over. */
  async measure(work: () => Promise<() => Promise<unknown>>, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      // The preparation is not measured.
      const measured = await work();
      await this.once(measured);
    }
  }

  async once(work: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    await work();
    this.#milliseconds.push(performance.now() - start);
  }

  get count(): number {
    return this.#milliseconds.length;
  }

  /** @param share - 0.5 for the median. */
  quantile(share: number): number {
    const sorted = this.#milliseconds.toSorted((a, b) => a - b);
    const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    if (found === undefined) throw new Error('No call was measured.');
    return found;
  }
}
