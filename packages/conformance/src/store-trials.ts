import { Bench } from './bench.js';
import { BenchGauge } from './bench-gauge.js';
import { type Law, unmetNeed } from './law.js';
import type { Report, SuiteName } from './report.js';
import type { Runner } from './runner.js';
import type { StoreSubject } from './store-subject.js';
import { registerLaws } from './suite.js';
import type { SuiteOptions } from './suite-options.js';
import { WatchedCalls } from './watched-calls.js';
import { watchedSubject } from './watched-subject.js';

const forgottenClock =
  'The store has not asked the clock that `open` was given: hand it over, or say `time: "real"` where the backend keeps time.';

/** Registers laws of a store, which all work on one bench. */
export function registerStoreLaws(
  runner: Runner,
  heading: string,
  subject: StoreSubject,
  laws: readonly Law[],
  options: SuiteOptions,
  suite: SuiteName = 'keyed store',
): Report {
  const calls = new WatchedCalls();
  const bench = new Bench(watchedSubject(subject, calls), options);
  const trials = laws.map(({ number, title, topic, needs, check }) => ({
    number,
    title,
    topic,
    unmet: unmetNeed(subject, needs),
    prepare: () => bench.open(),
    check: () => check(bench),
  }));
  const about = { suite, heading, subject: subject.name, seed: bench.seed, kind: 'store', options };
  const measured = { gauge: new BenchGauge(bench, calls), versions: () => subject.versions?.() ?? {} };
  const hint = () => (bench.clock.isForgotten ? forgottenClock : undefined);
  return registerLaws(runner, { ...about, ...measured, hint }, trials);
}
