import { median } from './median.js';
import type { RunLength } from './run-length.js';

/** Does a thing once. */
export type Work = () => unknown;

/** What has to be ready for each time is not measured; it returns the work that is. */
export interface PreparedWork {
  prepare(): Work | Promise<Work>;
}

/** A work that takes this long is measured twice only. */
const slowMs = 1000;

/** Milliseconds of CPU that this process spends on it, the garbage collector and the compiler included. */
async function cpuMilliseconds(work: Work): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Measures several works turn by turn in one run, so that whatever else the machine does affects all of them.
 *
 * Returns the median of each, in milliseconds of CPU for one time.
 */
export async function turnByTurn<Name extends string>(
  works: Readonly<Record<Name, Work | PreparedWork>>,
  { rounds, turnMs }: RunLength,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const figures = new Map<Name, number[]>();
  const times = new Map<Name, number>();
  for (const name of names) {
    // More and more of them until a turn is long enough: the first were compiled for the most part.
    let count = 1;
    let once = await turn(works[name], count);
    while (once * count < Math.min(turnMs, slowMs)) {
      count = Math.ceil(Math.min(count * 8, (turnMs / once) * 1.2));
      once = await turn(works[name], count);
    }
    figures.set(name, count === 1 && once >= slowMs ? [once] : []);
    times.set(name, count);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const known = figures.get(name)!;
      if (known.length > 1 && known[0]! >= slowMs) continue;
      known.push(await turn(works[name], times.get(name)!));
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(figures.get(name)!)])) as Record<Name, number>;
}

async function turn(work: Work | PreparedWork, times: number): Promise<number> {
  let spent = 0;
  if (typeof work === 'function') {
    spent = await cpuMilliseconds(async () => {
      for (let index = 0; index < times; index++) await work();
    });
  } else {
    for (let index = 0; index < times; index++) spent += await cpuMilliseconds(await work.prepare());
  }
  return spent / times;
}
