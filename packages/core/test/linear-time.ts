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
 * the same machine, so a slow one passes, too. A busy one can disturb a comparison, so only five of five count.
 */
export function expectLinearTime(work: (length: number) => void): void {
  const length = 12_500;
  work(length);
  const compare = (): number => fastest(() => work(length * times)) / fastest(() => work(length));
  let ratio = compare();
  for (let again = 0; again < 4 && ratio >= times * 4; again++) ratio = compare();
  expect(ratio, `${times} times the length takes ${ratio} times as long`).toBeLessThan(times * 4);
}
