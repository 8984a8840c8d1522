import type { SuiteOptions } from '../suite-options.js';
import { type Law, unmetNeed } from '../law.js';
import type { Report } from '../report.js';
import type { Runner } from '../runner.js';
import { registerLaws } from '../suite.js';
import { SealedBench } from './sealed-bench.js';
import type { SealedSubject } from './sealed-subject.js';

/** Registers laws of a sealed store, which all work on one bench. */
export function registerSealedLaws(
  runner: Runner,
  heading: string,
  subject: SealedSubject,
  laws: readonly Law<SealedBench>[],
  options: SuiteOptions,
): Report {
  const bench = new SealedBench(subject, options);
  const trials = laws.map(({ number, title, needs, check }) => ({
    number,
    title,
    unmet: unmetNeed(subject, needs),
    check: async () => {
      await bench.open();
      await check(bench);
    },
  }));
  return registerLaws(runner, { heading, subject: subject.name, seed: bench.seed, kind: 'store' }, trials);
}
