import { StoreError } from '@sess/core';
import type { Prepared } from './command-under-test.js';
import type { Verdict } from './known-faults.js';

export interface Judgement {
  readonly verdict: Verdict | 'other';
  /** What is not as it should be. Empty if all is well. */
  readonly problems: readonly string[];
}

/** Compares the result of a call with the expected one, and with what the database has. */
export async function judge(
  ended: PromiseSettledResult<unknown>,
  { isApplied, saysApplied }: Prepared,
  expected: Verdict,
): Promise<Judgement> {
  const verdict = verdictOf(ended);
  const problems: string[] = [];
  if (verdict !== expected) {
    const shown = ended.status === 'rejected' ? ended.reason : JSON.stringify(ended.value);
    problems.push(`${verdict} instead of ${expected}: ${String(shown)}`);
  }
  const applied = await isApplied();
  if (verdict === 'not-applied' && applied) problems.push('it is reported as not applied, and it was applied');
  if (ended.status === 'fulfilled' && saysApplied(ended.value) !== applied) {
    problems.push(`${JSON.stringify(ended.value)} is the result, and it was ${applied ? '' : 'not '}applied`);
  }
  return { verdict, problems };
}

function verdictOf(ended: PromiseSettledResult<unknown>): Verdict | 'other' {
  if (ended.status === 'fulfilled') return 'result';
  return ended.reason instanceof StoreError ? ended.reason.outcome : 'other';
}
