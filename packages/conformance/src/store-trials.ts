import { Bench, type SuiteOptions } from './bench.js';
import { type Law, unmetNeed } from './law.js';
import type { Report } from './report.js';
import type { Runner } from './runner.js';
import type { StoreSubject } from './store-subject.js';
import { registerLaws } from './suite.js';

/** Registers laws of a store, which all work on one bench. */
export function registerStoreLaws(
  runner: Runner,
  heading: string,
  subject: StoreSubject,
  laws: readonly Law[],
  options: SuiteOptions,
): Report {
  const bench = new Bench(subject, options);
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
