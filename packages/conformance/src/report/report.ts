/** What became of one law. `not run` stays where the runner left its test out, or was ended before it. */
export type Outcome = 'passed' | 'failed' | 'not claimed' | 'not run';

/** What is held to laws: one table of the page for each. */
export type SuiteName = 'keyed store' | 'sealed store' | 'HTTP story' | 'serializer';

/** The version of the report's format. It changes when a reader of the former one would misread the new one. */
export const reportFormat: Report['format'] = 1;

/** One law on one subject. */
export interface LawReport {
  /** Its number, with a letter where it takes several tests. */
  readonly law: string;
  /** What it is about; laws of one topic stand together. */
  readonly topic: string;
  readonly title: string;
  outcome: Outcome;
  /** For `failed` the message, for `not claimed` what the subject does not offer. */
  reason?: string;
  /** How long its test took, in milliseconds. Absent for a law that was not tried; so are the next two. */
  durationMs?: number;
  /** How often the store was called, by all instances of the suite. */
  storeCalls?: number;
  /** How often its race was run, where it has one. */
  rounds?: number;
}

/**
 * What came of each law on one subject: what `testSessionStore` answers with, and what is in a report's file, as JSON.
 *
 * It fills while the runner works, and is complete when the runner is done.
 */
export interface Report {
  readonly format: 1;
  readonly suite: SuiteName;
  /** The heading of the suite. */
  readonly subject: string;
  /** When the suite was registered, in epoch milliseconds. */
  readonly startedAt: number;
  /** Brings the random values of this run back. */
  readonly seed: number;
  /** What ran: `@sess/core` and `@sess/conformance`, the JavaScript runtime, and what the subject says of itself. */
  versions: Readonly<Record<string, string>>;
  readonly laws: readonly LawReport[];
}

/** How many laws came to which outcome. */
export type Counts = Readonly<Record<Outcome, number>>;

/** Counts a report's laws by what became of them. */
export function countsOf({ laws }: Pick<Report, 'laws'>): Counts {
  const counts = { passed: 0, failed: 0, 'not claimed': 0, 'not run': 0 };
  for (const { outcome } of laws) counts[outcome]++;
  return counts;
}
