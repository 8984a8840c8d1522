/** Lets those who `pass` continue when as many as expected have come, or when the test opens it. */
export class Barrier {
  readonly #expected: number;
  #waiting = 0;
  #open: () => void = () => {};
  #announce: () => void = () => {};
  readonly #opened: Promise<void>;
  /** Fulfilled when the first one waits. */
  readonly reached: Promise<void>;

  /** @param expected - How many open it by coming. The default is that only {@link open} does. */
  constructor(expected = Infinity) {
    this.#expected = expected;
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.reached = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  pass(): Promise<void> {
    this.#waiting++;
    this.#announce();
    if (this.#waiting >= this.#expected) this.#open();
    return this.#opened;
  }

  open(): void {
    this.#open();
  }
}
