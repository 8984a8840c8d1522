import type { StoreError } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import type { Targets } from '../../fixture/every-verb.js';
import { maxRefusalMs } from '../../fixture/outages.js';
import { quotedIn, secretsOf, textOfError } from '../../fixture/quoted-data.js';
import { noResponse, within } from '../../fixture/within.js';
import { expect, expectEmpty, expectRejection } from '../../suite/expect.js';
import type { Attempt } from './attempt.js';

/** Fails if the error has data of these sessions, in its message, its causes or any other property. */
export function expectDiscreet(error: unknown, targets: Pick<Targets, 'found' | 'record'>, call: string): void {
  const quoted = quotedIn(textOfError(error), secretsOf(targets));
  expectEmpty(quoted, `The error of ${call} must not quote session data: not in its message, causes or properties.`);
}

/** Returns the error of a call; fails unless it is a StoreError with a valid outcome and without session data. */
export async function failureOf(
  { verb, targets }: Pick<Attempt, 'verb' | 'targets'>,
  calling: Promise<unknown>,
  when: string,
): Promise<StoreError> {
  const call = within(maxRefusalMs, calling);
  const error = await expectRejection(call, storeError, verb, ` within ${maxRefusalMs} ms ${when}`);
  const { outcome } = error;
  const isValid = outcome === 'not-applied' || outcome === 'unknown';
  expect(isValid, `The StoreError of ${verb} must have the outcome 'not-applied' or 'unknown'.`, { outcome });
  expectDiscreet(error, targets, verb);
  return error;
}

/** Fails unless the call has succeeded, or has failed with a StoreError whose outcome is true. */
export async function expectTruth(attempt: Attempt, call: Promise<unknown>, when: string): Promise<void> {
  const { verb } = attempt;
  const [settled] = await Promise.allSettled([within(maxRefusalMs, call)]);
  if (settled.status === 'fulfilled') {
    const isTrue = settled.value !== noResponse && (await attempt.isDone(settled.value));
    expect(isTrue, `${verb} must reject with StoreError, or return what it has done, ${when}.`, settled.value);
    return;
  }
  const { outcome, message } = await failureOf(attempt, call, when);
  if (!attempt.isWrite || outcome !== 'not-applied') return;
  const demand = `${verb} failed with 'not-applied', so it must not have changed anything, ${when}.`;
  expect(!(await attempt.isApplied()), demand, { error: message });
}
