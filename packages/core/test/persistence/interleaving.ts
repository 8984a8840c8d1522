import type { Hook, StoreCall } from './hooked-store.js';

/** Chooses which of the processes that wait for the store goes on: returns a number below `among`. */
export type Choice = (among: number) => number;

/** Lets the store calls of several processes through one at a time, in an order that the test chooses. */
export class Interleaving {
  readonly #parked = new Map<number, { call: StoreCall; resolve: (result: Promise<unknown>) => void }>();
  readonly #wake = new Map<number, () => void>();
  /** The calls in their order, for the message of a failed test. */
  readonly trace: string[] = [];

  hookOf(process: number): Hook {
    return (call) =>
      new Promise((resolve) => {
        this.#parked.set(process, { call, resolve });
        this.#wake.get(process)?.();
      });
  }

  /** Runs all processes to their end. Returns the first and the last step of each. */
  async run(processes: readonly (() => Promise<void>)[], choose: Choice): Promise<{ first: number; last: number }[]> {
    const spans = processes.map(() => ({ first: Infinity, last: -1 }));
    const waits = (process: number, start: () => void): Promise<void> =>
      new Promise((resolve) => {
        this.#wake.set(process, resolve);
        start();
      });
    for (const [process, body] of processes.entries()) {
      await waits(process, () => void body().finally(() => this.#wake.get(process)!()));
    }
    for (let step = 0; this.#parked.size > 0; step++) {
      const ready = [...this.#parked.keys()].toSorted((a, b) => a - b);
      const process = ready[ready.length === 1 ? 0 : choose(ready.length)]!;
      const { call, resolve } = this.#parked.get(process)!;
      this.#parked.delete(process);
      const span = spans[process]!;
      span.first = Math.min(span.first, step);
      span.last = step;
      this.trace.push(`${process}:${call.verb}`);
      const result = call.apply();
      await waits(process, () => resolve(result));
    }
    return spans;
  }
}

/** Calls `run` once for each sequence of choices, depth first, at most `most` times. Returns the number of calls. */
export async function explore(most: number, run: (choose: Choice) => Promise<void>): Promise<number> {
  let prefix: number[] | undefined = [];
  let runs = 0;
  for (; prefix && runs < most; runs++) {
    const taken: { choice: number; among: number }[] = [];
    const known: readonly number[] = prefix;
    await run((among) => {
      const choice = known[taken.length] ?? 0;
      taken.push({ choice, among });
      return choice;
    });
    const last = taken.findLastIndex(({ choice, among }) => choice + 1 < among);
    prefix = last < 0 ? undefined : [...taken.slice(0, last).map(({ choice }) => choice), taken[last]!.choice + 1];
  }
  return runs;
}

/** Returns pseudorandom choices, which are the same in each run. */
export function drawn(seed: number): Choice {
  let state = Math.imul(seed, 2_654_435_761) + 1;
  return (among) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % among;
  };
}
