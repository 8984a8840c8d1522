import { StoreFixture } from '../src/fixture/store-fixture.js';
import type { StoreSubject } from '../src/index.js';
import type { Law } from '../src/suite/law.js';
import { NotOffered, unmetNeed } from '../src/suite/needs.js';
import type { SuiteOptions } from '../src/suite/suite-options.js';

/** Returns the number of the first law that the subject breaks, which is faster than a full report. */
export async function firstBrokenLaw(
  subject: StoreSubject,
  laws: readonly Law<StoreFixture>[],
  options: SuiteOptions,
): Promise<string | undefined> {
  const fixture = new StoreFixture(subject, options);
  for (const { number, needs, check } of laws) {
    if (unmetNeed(subject, needs) !== undefined) continue;
    try {
      await fixture.open();
      await check(fixture);
    } catch (error) {
      if (error instanceof NotOffered) continue;
      return number;
    }
  }
  return undefined;
}
