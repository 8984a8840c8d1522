/** The time that a suite lives by: stopped and moved by the tests, or the real one, which they wait for. */
export class SuiteClock {
  readonly isGiven: boolean;
  /** How far the clock of the second instance is off, as clocks of two machines are. Only a given clock can be. */
  skewOfTwo = 0;
  #now = Date.now();
  #isMoved = false;
  #isAsked = false;

  constructor(time: 'given' | 'real') {
    this.isGiven = time === 'given';
  }

  readonly now = (): number => (this.isGiven ? this.#now : Date.now());
  /** What the first and the second instance are given. */
  readonly ofOne = (): number => {
    this.#isAsked = true;
    return this.now();
  };
  readonly ofTwo = (): number => this.ofOne() + this.skewOfTwo;

  /** The tests have moved the clock, and no instance has looked at it: the usual reason why nothing ever expires. */
  get isForgotten(): boolean {
    return this.#isMoved && !this.#isAsked;
  }

  /** Resolves when it is `instant`; never goes back. */
  async reach(instant: number): Promise<void> {
    if (this.isGiven) {
      this.#now = Math.max(this.#now, instant);
      this.#isMoved = true;
      return;
    }
    while (Date.now() < instant) {
      const rest = instant - Date.now();
      await new Promise((resolve) => {
        setTimeout(resolve, rest);
      });
    }
  }
}
