import { AssertionError } from 'node:assert/strict';
import { Bench, type SuiteOptions } from './bench.js';
import { show } from './expectations.js';
import { type Law, unmetNeed } from './law.js';
import type { LawReport, Report } from './report.js';
import type { Runner } from './runner.js';
import type { StoreSubject } from './store-subject.js';

/** Long enough for 10,000 records on a slow database; a law that hangs is stopped by the runner. */
const testTimeoutMs = 120_000;

/** Registers one test for each law. A law that the subject does not claim is a test whose title says so. */
export function registerLaws(
  runner: Runner,
  heading: string,
  subject: StoreSubject,
  laws: readonly Law[],
  options: SuiteOptions,
): Report {
  const bench = new Bench(subject, options);
  const reports: LawReport[] = [];
  runner.describe(heading, () => {
    for (const law of laws) {
      const report: LawReport = { law: law.number, title: law.title, outcome: 'not run' };
      reports.push(report);
      const unmet = unmetNeed(subject, law.needs);
      if (unmet === undefined) {
        runner.it(`law ${law.number}: ${law.title}`, () => checkLaw(law, bench, report), testTimeoutMs);
      } else {
        runner.it(
          `law ${law.number}: ${law.title} (not claimed: ${unmet})`,
          () => noteUnclaimed(report, unmet),
          testTimeoutMs,
        );
      }
    }
  });
  return { subject: subject.name, seed: bench.seed, laws: reports };
}

function noteUnclaimed(report: LawReport, unmet: string): Promise<void> {
  report.outcome = 'not claimed';
  report.reason = unmet;
  return Promise.resolve();
}

async function checkLaw(law: Law, bench: Bench, report: LawReport): Promise<void> {
  try {
    await bench.open();
    await law.check(bench);
    report.outcome = 'passed';
  } catch (error) {
    const failure = brokenLaw(law, bench.subject, error);
    report.outcome = 'failed';
    report.reason = failure.message;
    throw failure;
  }
}

/** Says which law was broken by whom; the cause has the place. */
function brokenLaw(law: Law, subject: StoreSubject, error: unknown): AssertionError {
  const what = error instanceof AssertionError ? error.message : `The store must not fail here.\nSeen: ${show(error)}`;
  const failure = new AssertionError({ message: `Law ${law.number} (${law.title}), ${subject.name}:\n${what}` });
  failure.cause = error;
  return failure;
}
