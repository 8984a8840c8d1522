/** Measures how many records a second are removed, pauses included. */
export class Rate {
  readonly #startedAt = performance.now();

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Of that many in all; 0 while too little time has passed to tell. */
  perSecond(count: number): number {
    return this.elapsedMs < 1 ? 0 : Math.round((count / this.elapsedMs) * 1000);
  }
}
