import { expect } from 'vitest';

const times = 8;
const runs = 7;

/** Returns the time of the fastest of several runs, because other work of the machine only makes runs slower. */
function fastest(work: () => void): number {
  const taken = Array.from({ length: runs }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...taken);
}

/**
 * Fails if eight times the length takes more than 32 times as long, as with quadratic time. It compares two times of
 * the same machine, so a slow one passes, too.
 */
export function expectLinearTime(work: (length: number) => void): void {
  const length = 12_500;
  work(length);
  const [short, long] = [fastest(() => work(length)), fastest(() => work(length * times))];
  expect(long / short, `${long} ms for ${times} times what takes ${short} ms`).toBeLessThan(times * 4);
}
