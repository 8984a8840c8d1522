import { expect } from 'vitest';

const times = 8;
const runs = 7;

/** The fastest of several runs: what else the machine does can only make one slower. */
function fastest(work: () => void): number {
  const taken = Array.from({ length: runs }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...taken);
}

/**
 * Fails when eight times the length takes more than four times eight times the time, as it does where time grows with
 * the square. It compares the machine with itself, so that it may be a slow one.
 */
export function expectLinearTime(work: (length: number) => void): void {
  const length = 12_500;
  work(length);
  const [short, long] = [fastest(() => work(length)), fastest(() => work(length * times))];
  expect(long / short, `${long} ms for ${times} times what takes ${short} ms`).toBeLessThan(times * 4);
}
