import { cpus } from 'node:os';

/** How often and how long each thing is measured. */
export interface StudyLength {
  readonly rounds: number;
  readonly seconds: number;
}

/** Shows the progress of a run on standard error. */
export class Progress {
  readonly #steps: number;
  #step = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  step(): void {
    process.stderr.write(`\r${++this.#step} of ${this.#steps} measurements ${this.#step === this.#steps ? '\n' : ''}`);
  }
}

export function conditions({ rounds, seconds }: StudyLength): string {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  return `Node ${process.version}, ${processor}; median of ${rounds} rounds of ${seconds} s each.`;
}
