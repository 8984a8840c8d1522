/**
 * How long one batch should take, in milliseconds. A live call that arrives meanwhile waits about as long, for the
 * database and for the process that runs the batch.
 */
const aim = 10;
/** A smaller batch would not be faster, because most of its time is the fixed cost of the statement. */
const fewest = 20;
const first = 100;

/**
 * Chooses the size of each batch by the time that earlier ones took, so that live calls go on, on a fast store and on a
 * slow one.
 */
export class BatchPace {
  readonly #most: number;
  #size: number;

  /** @param most - The most records of one batch. */
  constructor(most: number) {
    this.#most = most;
    this.#size = Math.min(first, most);
  }

  /** How many records the next batch takes. */
  get size(): number {
    return this.#size;
  }

  /**
   * Notes how long a batch of that size took. Returns how long to pause after it, in milliseconds: as long as the batch
   * took, so that the store has half of its time for other calls.
   */
  took(milliseconds: number): number {
    // A single slow or fast batch says little, so the size changes at most by a factor of two.
    const factor = Math.min(2, Math.max(0.5, aim / Math.max(milliseconds, 0.01)));
    const least = Math.min(fewest, this.#most);
    this.#size = Math.min(this.#most, Math.max(least, Math.round(this.#size * factor)));
    return milliseconds;
  }
}
