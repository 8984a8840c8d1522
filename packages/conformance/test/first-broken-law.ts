import { Bench, type SuiteOptions } from '../src/bench.js';
import { type Law, NotOffered, unmetNeed } from '../src/law.js';
import type { StoreSubject } from '../src/index.js';

/** The number of the first law that the subject breaks: quicker than a report of all. */
export async function firstBrokenLaw(
  subject: StoreSubject,
  laws: readonly Law[],
  options: SuiteOptions,
): Promise<string | undefined> {
  const bench = new Bench(subject, options);
  for (const { number, needs, check } of laws) {
    if (unmetNeed(subject, needs) !== undefined) continue;
    try {
      await bench.open();
      await check(bench);
    } catch (error) {
      if (error instanceof NotOffered) continue;
      return number;
    }
  }
  return undefined;
}
