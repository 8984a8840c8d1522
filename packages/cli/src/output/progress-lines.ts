import { grouped } from './numbers.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import { Rate } from './rate.js';

const everyMs = 5000;

/** Prints a line every few seconds, for logs. */
export class ProgressLines implements Progress {
  readonly #output: Pick<Output, 'event'>;
  readonly #rate = new Rate();
  readonly #now: () => number;
  #printedAt: number;

  /** @param now - Milliseconds of a clock that never goes back. */
  constructor(output: Pick<Output, 'event'>, now = (): number => performance.now()) {
    this.#output = output;
    this.#now = now;
    this.#printedAt = now();
  }

  update(deleted: number): void {
    const now = this.#now();
    if (now - this.#printedAt < everyMs) return;
    this.#printedAt = now;
    const perSecond = this.#rate.perSecond(deleted);
    const text = `${grouped(deleted)} removed, ${grouped(perSecond)} a second`;
    this.#output.event(text, { type: 'progress', deleted, perSecond });
  }

  /** The lines are printed already. */
  stop(): void {}
}
