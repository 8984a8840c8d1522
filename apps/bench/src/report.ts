import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** How often and how long each thing is measured. */
export interface Patience {
  readonly rounds: number;
  readonly seconds: number;
}

/** Says how far a run is, where nobody reads it as a result. */
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

export function circumstances({ rounds, seconds }: Patience): string {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  return `Node ${process.version}, ${processor}; median of ${rounds} rounds of ${seconds} s each.`;
}

export function savePicture(name: string, svg: string): void {
  const folder = fileURLToPath(new URL('../results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.svg`, svg);
  console.log(`The picture: ${folder}${name}.svg`);
}
