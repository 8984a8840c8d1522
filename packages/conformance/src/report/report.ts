/** The result of one law. `not run` remains if the runner left the test out or stopped before it. */
export type Outcome = 'passed' | 'failed' | 'not claimed' | 'not run';

/** The suites. The report page has one table for each. */
export type SuiteName = 'keyed store' | 'sealed store' | 'HTTP story' | 'serializer';

/** The version of the report format. It changes when a reader of the old format would misread the new one. */
export const reportFormat: Report['format'] = 1;

/** One law on one subject. */
export interface LawReport {
  /** The number of the law, followed by a letter where the law has several tests. */
  readonly law: string;
  /** The subject of the law. Laws of one topic are listed together. */
  readonly topic: string;
  readonly title: string;
  outcome: Outcome;
  /** The message for `failed`; for `not claimed`, what the subject does not offer. */
  reason?: string;
  /** The duration of the test in milliseconds. This and the next two are absent for a law that did not run. */
  durationMs?: number;
  /** The number of store calls, on all instances of the suite. */
  storeCalls?: number;
  /** The number of rounds, for a law with a race. */
  rounds?: number;
}

/**
 * The result of each law on one subject. `testSessionStore` returns it, and a report file contains it as JSON.
 *
 * It fills while the runner works, and is complete when the runner has finished.
 */
export interface Report {
  readonly format: 1;
  readonly suite: SuiteName;
  /** The heading of the suite. */
  readonly subject: string;
  /** When the suite was registered, in epoch milliseconds. */
  readonly startedAt: number;
  /** Repeats the random values of this run. */
  readonly seed: number;
  /** Versions of `@sess/core`, `@sess/conformance` and the JavaScript runtime, and those that the subject returns. */
  versions: Readonly<Record<string, string>>;
  readonly laws: readonly LawReport[];
}

/** Returns the broken laws of all reports, each with the subject that broke it. */
export function failuresIn(reports: readonly Report[]): (LawReport & Pick<Report, 'subject'>)[] {
  return reports.flatMap(({ subject, laws }) =>
    laws.filter(({ outcome }) => outcome === 'failed').map((law) => ({ ...law, subject })),
  );
}

/** The number of laws by outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

/** Counts a report's laws by outcome. */
export function countsOf({ laws }: Pick<Report, 'laws'>): Counts {
  const counts = { passed: 0, failed: 0, 'not claimed': 0, 'not run': 0 };
  for (const { outcome } of laws) counts[outcome]++;
  return counts;
}
