import type { Hook, StoreCall } from './hooked-store.js';

/** Decides which of the processes that wait for the store goes on: given how many there are, a number below that. */
export type Choice = (among: number) => number;

/** Several processes whose calls of the store are let through one at a time, in an order that a test chooses. */
export class Interleaving {
  readonly #parked = new Map<number, { call: StoreCall; answer: (result: Promise<unknown>) => void }>();
  readonly #wake = new Map<number, () => void>();
  /** What happened, in words: for the message when something is wrong. */
  readonly trace: string[] = [];

  hookOf(process: number): Hook {
    return (call) =>
      new Promise((resolve) => {
        this.#parked.set(process, { call, answer: resolve });
        this.#wake.get(process)?.();
      });
  }

  /** Runs all to their end; answers with the steps at which each was let through first and last. */
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
      const { call, answer } = this.#parked.get(process)!;
      this.#parked.delete(process);
      const span = spans[process]!;
      span.first = Math.min(span.first, step);
      span.last = step;
      this.trace.push(`${process}:${call.verb}`);
      const result = call.apply();
      await waits(process, () => answer(result));
    }
    return spans;
  }
}

/** All sequences of choices, depth first, up to `most` of them; `run` is given one each time. */
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

/** A sequence that looks random and is the same each time. */
export function drawn(seed: number): Choice {
  let state = seed * 2_654_435_761 + 1;
  return (among) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % among;
  };
}
