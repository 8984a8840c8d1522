import { SingleBar } from 'cli-progress';
import { grouped } from './numbers.js';
import type { Progress } from './progress.js';
import { Rate } from './rate.js';

const formats = {
  known: '{bar} {percentage} % | {value} of {total} | {rate} a second | {eta_formatted} left',
  unknown: '{value} removed | {rate} a second | {duration_formatted}',
};

/** Draws over itself on a terminal. Without a total there is nothing to draw but numbers. */
export class ProgressBar implements Progress {
  readonly #bar: SingleBar;
  readonly #rate = new Rate();

  constructor(stream: NodeJS.WritableStream, total: number | undefined) {
    this.#bar = new SingleBar({
      stream,
      format: total === undefined ? formats.unknown : formats.known,
      barsize: 24,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      formatValue: (value, _options, type) => (type === 'value' || type === 'total' ? grouped(value) : String(value)),
      // Signals are the command's, which lets the running batch end.
      gracefulExit: false,
    });
    this.#bar.start(total ?? Number.MAX_SAFE_INTEGER, 0, { rate: '…' });
  }

  update(deleted: number): void {
    // Others may add expired records, or remove some, while this runs.
    if (deleted > this.#bar.getTotal()) this.#bar.setTotal(deleted);
    this.#bar.update(deleted, { rate: grouped(this.#rate.perSecond(deleted)) });
  }

  stop(): void {
    this.#bar.stop();
  }
}
