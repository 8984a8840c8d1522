import { median } from './median.js';
import type { RunLength } from './run-length.js';

/** Does the measured work once. */
export type Work = () => unknown;

/** Work that needs preparation each time. Only what `prepare` returns is measured. */
export interface PreparedWork {
  prepare(): Work | Promise<Work>;
}

/** Work that takes this long is measured only twice. */
const slowMs = 1000;

/** Milliseconds of CPU time that this process spends, with the garbage collector and the compiler. */
async function cpuMilliseconds(work: Work): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Measures several kinds of work in turns within one run, so that other load on the machine affects all of them.
 *
 * Returns the median for each: milliseconds of CPU time for doing it once.
 */
export async function turnByTurn<Name extends string>(
  works: Readonly<Record<Name, Work | PreparedWork>>,
  { rounds, turnMs }: RunLength,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const figures = new Map<Name, number[]>();
  const times = new Map<Name, number>();
  for (const name of names) {
    // Warm up: do it more and more often until one turn is long enough.
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
