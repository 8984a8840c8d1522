/** What became of one law. `not run` stays where the runner left its test out. */
export type Outcome = 'passed' | 'failed' | 'not claimed' | 'not run';

/** One law on one subject. */
export interface LawReport {
  /** Its number, with a letter where it takes several tests. */
  readonly law: string;
  readonly title: string;
  outcome: Outcome;
  /** For `failed` the message, for `not claimed` what the subject does not offer. */
  reason?: string;
}

/** What came of each law on one subject. It fills while the runner works, and is complete when the runner is done. */
export interface Report {
  readonly subject: string;
  readonly seed: number;
  readonly laws: readonly LawReport[];
}
