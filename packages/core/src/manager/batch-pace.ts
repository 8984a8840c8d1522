/**
 * How long one batch should take, in milliseconds. A live call that arrives meanwhile waits about as long: for the
 * database, and for the process that is busy with the batch.
 */
const aim = 10;
/** Of fewer records most of the time is the statement's own, so that a smaller batch would be over no sooner. */
const fewest = 20;
const first = 100;

/**
 * Sizes the batches of a long work by the time that they take, so that it leaves room for live calls on a fast store
 * and a slow one.
 */
export class BatchPace {
  readonly #most: number;
  #size: number;

  /** @param most - How many records one batch may have, whatever the pace. */
  constructor(most: number) {
    this.#most = most;
    this.#size = Math.min(first, most);
  }

  /** How many records the next batch takes. */
  get size(): number {
    return this.#size;
  }

  /**
   * Learns how long a batch of that size took. Returns how long to pause after it, in milliseconds: as long as the
   * batch took, so that the store has half of its time for others.
   */
  took(milliseconds: number): number {
    // One batch that was held up, or was lucky, says little: the size changes by a factor of two at most.
    const factor = Math.min(2, Math.max(0.5, aim / Math.max(milliseconds, 0.01)));
    const least = Math.min(fewest, this.#most);
    this.#size = Math.min(this.#most, Math.max(least, Math.round(this.#size * factor)));
    return milliseconds;
  }
}
