import { registerSealedLaws } from '../../../src/fixture/register-fixture-laws.js';
import type { SealedFixture } from '../../../src/fixture/sealed-fixture.js';
import type { SealedSubject, SuiteOptions } from '../../../src/index.js';
import type { Law } from '../../../src/suite/law.js';
import { lawsToRun } from '../laws-to-run.js';
import { CollectingRunner } from '../../collecting-runner.js';
import { revokingSubject, type SealingClass } from '../../sealed/sealing-subject.js';

/** A mistake of a sealed store, and the laws that must notice it. */
export interface BrokenSealedStore {
  /** The mistake, in words. */
  readonly name: string;
  /** The laws that must notice it. Others may. */
  readonly breaks: readonly string[];
  readonly store: SealingClass;
  /** For a mistake in the subject rather than in the store. */
  readonly subject?: Partial<SealedSubject>;
  /** Whether other laws never end: nothing can interrupt a store that is busy. */
  readonly isEndless?: boolean;
  /** For a mistake of core. */
  readonly createManager?: SuiteOptions['createManager'];
}

export function brokenSealed(
  name: string,
  breaks: readonly string[],
  store: SealingClass,
  subject?: Partial<SealedSubject>,
): BrokenSealedStore {
  return { name, breaks, store, ...(subject && { subject }) };
}

/** Returns the numbers of the laws that fail. */
export async function sealedLawsThatCatch(
  { name, store, subject, breaks, isEndless = false, createManager }: BrokenSealedStore,
  laws: readonly Law<SealedFixture>[],
): Promise<string[]> {
  const runner = new CollectingRunner();
  // The seed is fixed, so that what is found by chance is found each time.
  const small = { seed: 7, rounds: 0.2, modelRuns: 100, frozenMs: 10, sealedTokens: 1500, mutatedTokens: 500 };
  const options = { ...small, ...(createManager && { createManager }) };
  const broken = { ...revokingSubject(name, store), ...subject };
  const chosen = isEndless ? laws.filter(({ number }) => breaks.includes(number)) : lawsToRun(laws, breaks);
  const report = registerSealedLaws(runner, name, broken, chosen, options);
  await runner.run();
  return report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
}
