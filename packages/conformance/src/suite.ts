import { AssertionError } from 'node:assert/strict';
import { show } from './expectations.js';
import { NotOffered } from './law.js';
import type { LawReport, Report } from './report.js';
import type { Runner } from './runner.js';

/** Long enough for 10,000 records on a slow database; a law that hangs is stopped by the runner. */
const testTimeoutMs = 120_000;

/** One law, ready to be tried on one subject. */
export interface Trial {
  readonly number: string;
  readonly title: string;
  /** What the law needs and the subject does not offer; then the law is "not claimed". */
  readonly unmet: string | undefined;
  /** Rejects with an AssertionError that says what was expected and what was seen instead. */
  check(): Promise<void>;
}

/** What a suite is about: what is tested, by which name, and what brings its random values back. */
export interface SuiteHeading {
  readonly heading: string;
  readonly subject: string;
  readonly seed: number;
  /** The kind of thing that is tested, to say what failed: `store`. */
  readonly kind: string;
}

/** Registers one test for each law. A law that the subject does not claim is a test whose title says so. */
export function registerLaws(runner: Runner, suite: SuiteHeading, trials: readonly Trial[]): Report {
  const reports: LawReport[] = [];
  runner.describe(suite.heading, () => {
    for (const trial of trials) {
      const { number, title, unmet } = trial;
      const report: LawReport = { law: number, title, outcome: 'not run' };
      reports.push(report);
      if (unmet === undefined) {
        runner.it(`law ${number}: ${title}`, () => checkLaw(trial, suite, report), testTimeoutMs);
      } else {
        runner.it(`law ${number}: ${title} (not claimed: ${unmet})`, () => noteUnclaimed(report, unmet), testTimeoutMs);
      }
    }
  });
  return { subject: suite.subject, seed: suite.seed, laws: reports };
}

function noteUnclaimed(report: LawReport, unmet: string): Promise<void> {
  report.outcome = 'not claimed';
  report.reason = unmet;
  return Promise.resolve();
}

async function checkLaw(trial: Trial, suite: SuiteHeading, report: LawReport): Promise<void> {
  try {
    await trial.check();
    report.outcome = 'passed';
  } catch (error) {
    if (error instanceof NotOffered) return noteUnclaimed(report, error.need);
    const failure = brokenLaw(trial, suite, error);
    report.outcome = 'failed';
    report.reason = failure.message;
    throw failure;
  }
}

/** Says which law was broken by whom; the cause has the place. */
function brokenLaw({ number, title }: Trial, { subject, kind }: SuiteHeading, error: unknown): AssertionError {
  const what =
    error instanceof AssertionError ? error.message : `The ${kind} must not fail here.\nSeen: ${show(error)}`;
  const failure = new AssertionError({ message: `Law ${number} (${title}), ${subject}:\n${what}` });
  failure.cause = error;
  return failure;
}
