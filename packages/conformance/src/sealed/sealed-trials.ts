import { BenchGauge } from '../bench-gauge.js';
import { type Law, unmetNeed } from '../law.js';
import type { Report, SuiteName } from '../report.js';
import type { Runner } from '../runner.js';
import { registerLaws } from '../suite.js';
import type { SuiteOptions } from '../suite-options.js';
import { WatchedCalls } from '../watched-calls.js';
import { watchedSealedSubject } from '../watched-subject.js';
import { SealedBench } from './sealed-bench.js';
import type { SealedSubject } from './sealed-subject.js';

/** Registers laws of a sealed store, which all work on one bench. */
export function registerSealedLaws(
  runner: Runner,
  heading: string,
  subject: SealedSubject,
  laws: readonly Law<SealedBench>[],
  options: SuiteOptions,
  suite: SuiteName = 'sealed store',
): Report {
  const calls = new WatchedCalls();
  const bench = new SealedBench(watchedSealedSubject(subject, calls), options);
  const trials = laws.map(({ number, title, topic, needs, check }) => ({
    number,
    title,
    topic,
    unmet: unmetNeed(subject, needs),
    prepare: () => bench.open(),
    check: () => check(bench),
  }));
  const about = { suite, heading, subject: subject.name, seed: bench.seed, kind: 'store' };
  const measured = { gauge: new BenchGauge(bench, calls), versions: () => subject.versions?.() ?? {} };
  return registerLaws(runner, { ...about, ...measured, options }, trials);
}
