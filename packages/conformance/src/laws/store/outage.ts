import { inspect } from 'node:util';
import type { KeyedStore, StoreError } from '@sess/core';
import { storeError, tooLargeError } from '../../fixture/error-kinds.js';
import { everyVerb, type Targets, type VerbCall } from '../../fixture/every-verb.js';
import { during, newTargets, maxRefusalMs } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { within } from '../../fixture/within.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns the call's error; fails unless it is a StoreError with a valid outcome that does not contain the payload. */
async function failureOf(attempt: VerbCall, when: string): Promise<StoreError> {
  const { verb } = attempt;
  const call = within(maxRefusalMs, attempt.call());
  const error = await expectRejection(call, storeError, verb, ` within ${maxRefusalMs} ms ${when}`);
  const { outcome, message } = error;
  const isValid = outcome === 'not-applied' || outcome === 'unknown';
  expect(isValid, `The StoreError of ${verb} must have the outcome 'not-applied' or 'unknown'.`, { outcome });
  const isQuoted = inspect(error, { depth: 8 }).includes('where nobody may read it');
  expect(!isQuoted, `The StoreError of ${verb} must not quote the payload in its message or in its cause.`, message);
  return error;
}

/** Whether the write of this verb was applied. */
async function isApplied(store: KeyedStore, verb: string, { id, fresh, found }: Targets): Promise<boolean> {
  if (verb === 'create') return (await store.load(fresh)) !== undefined;
  return (await store.load(id))?.version !== found.version;
}

/**
 * Makes each verb that writes fail once, and fails if an error says 'not-applied' but the write was applied. A request
 * that never arrived must not be applied, whatever the error says.
 */
async function eachWrite(
  fixture: StoreFixture,
  fail: (write: VerbCall) => Promise<StoreError>,
  { neverArrives = false } = {},
): Promise<void> {
  const { one, two } = fixture;
  const writes = everyVerb(one, await newTargets(fixture)).filter(({ isWrite }) => isWrite);
  for (const { verb } of writes) {
    // Without an expired record, deleteExpired makes no write whose response could be lost.
    if (verb === 'deleteExpired') await fixture.putExpired();
    const targets = await newTargets(fixture);
    const write = everyVerb(one, targets).find((each) => each.verb === verb);
    if (!write) continue;
    const { outcome } = await fail(write);
    if (verb === 'deleteExpired' || (outcome === 'unknown' && !neverArrives)) continue;
    // Anything that this instance held back is sent before its next result.
    if (neverArrives) await one.load(await newId());
    const applied = await isApplied(two, verb, targets);
    if (neverArrives) expect(!applied, `${verb} did not arrive and must not be applied later.`, 'it was applied');
    expect(!applied, `${verb} failed with 'not-applied', so the write must not be applied.`, 'it was applied');
  }
}

const lost = 'if its response was lost, because the outcome is not known';

export const outageLaws = [
  law(
    '97a',
    "while connections are refused, every verb rejects with StoreError, and 'not-applied' is only said if it is true",
    async (fixture) => {
      const refuse = (attempt: VerbCall) =>
        during(fixture, 'refuse', () => failureOf(attempt, 'if the backend refuses connections'));
      const reads = everyVerb(fixture.one, await newTargets(fixture)).filter(({ isWrite }) => !isWrite);
      for (const read of reads) await refuse(read);
      await eachWrite(fixture, refuse);
    },
    ['outage'],
  ),

  law(
    '97b',
    'a record over a limit is refused before anything is sent: the same error while the backend is down',
    async (fixture) => {
      const { one } = fixture;
      const { id, found } = await newTargets(fixture);
      const tooLong = fixture.record({ payload: 'x'.repeat(one.limits.maxPayloadBytes + 1) });
      const [what, when] = ['over limits.maxPayloadBytes', ' before anything is sent, even while the backend is down'];
      await during(fixture, 'refuse', async () => {
        await expectRejection(one.update(id, tooLong, found.version), tooLargeError, `update ${what}`, when);
        await expectRejection(one.create(id, tooLong), tooLargeError, `create ${what}`, when);
      });
    },
    ['outage'],
  ),

  law(
    '99a',
    "a write whose response was lost rejects with 'unknown', or with 'not-applied' if that is true",
    async (fixture) => {
      await eachWrite(fixture, (write) => during(fixture, 'loseAnswers', () => failureOf(write, lost)));
    },
    ['outage.loseAnswers'],
  ),

  law(
    '99b',
    'a write whose response was lost is not sent again, since the second response would be taken for the first',
    async (fixture) => {
      await eachWrite(fixture, (write) => during(fixture, 'loseNextAnswer', () => failureOf(write, lost)));
    },
    ['outage.loseNextAnswer'],
  ),

  law(
    '99e',
    'a write whose request was lost rejects and is not sent later, when the caller no longer waits',
    async (fixture) => {
      await eachWrite(fixture, (write) => during(fixture, 'loseRequests', () => failureOf(write, lost)), {
        neverArrives: true,
      });
    },
    ['outage.loseRequests'],
  ),
];
