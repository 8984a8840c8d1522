import { inspect } from 'node:util';
import type { KeyedStore, StoreError } from '@sess/core';
import { isStoreError, isTooLarge } from '../../fixture/error-kinds.js';
import { everyVerb, type Targets, type VerbCall } from '../../fixture/every-verb.js';
import { during, newTargets, outageOf, maxRefusalMs } from '../../fixture/outages.js';
import { newId } from '../../fixture/random-ids.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { within } from '../../fixture/within.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Fails unless the error is a StoreError without the payload in it. */
function expectDiscreet(error: StoreError, verb: string): void {
  const isKnown = error.outcome === 'not-applied' || error.outcome === 'unknown';
  expect(isKnown, `The StoreError of ${verb} must say what is known: 'not-applied' or 'unknown'.`, {
    outcome: error.outcome,
  });
  const isSilent = !inspect(error, { depth: 8 }).includes('where nobody may read it');
  expect(
    isSilent,
    `The StoreError of ${verb} must not quote the payload, neither in its message nor in its cause.`,
    error.message,
  );
}

/** Whether the write that this verb stands for took place. */
async function isApplied(store: KeyedStore, verb: string, { id, fresh, found }: Targets): Promise<boolean> {
  if (verb === 'create') return (await store.load(fresh)) !== undefined;
  return (await store.load(id))?.version !== found.version;
}

async function expectRefusal({ verb, call }: VerbCall): Promise<StoreError> {
  const demand = `${verb} on a backend that refuses connections must reject with StoreError within ${maxRefusalMs} ms.`;
  const error = await expectRejection(within(maxRefusalMs, call()), isStoreError, demand);
  expectDiscreet(error, verb);
  return error;
}

async function expectDoubt({ verb, call }: VerbCall): Promise<StoreError> {
  const demand = `${verb} whose answer was lost must reject with StoreError: nobody told it what became of it.`;
  const error = await expectRejection(within(maxRefusalMs, call()), isStoreError, demand);
  expectDiscreet(error, verb);
  return error;
}

/**
 * Lets each verb that writes fail once, and fails unless 'not-applied' is true where it is said. What was lost on its way
 * must not have happened whatever is said.
 */
async function eachWrite(
  fixture: StoreFixture,
  fail: (write: VerbCall) => Promise<StoreError>,
  { neverArrives = false } = {},
): Promise<void> {
  const { one, two } = fixture;
  const writes = everyVerb(one, await newTargets(fixture)).filter(({ isWrite }) => isWrite);
  for (const { verb } of writes) {
    // A clearer that finds nothing expired has no write whose answer could be lost.
    if (verb === 'deleteExpired') await fixture.putExpired();
    const targets = await newTargets(fixture);
    const write = everyVerb(one, targets).find((each) => each.verb === verb);
    if (!write) continue;
    const { outcome } = await fail(write);
    if (verb === 'deleteExpired' || (outcome === 'unknown' && !neverArrives)) continue;
    // Whatever this instance still held back has gone out before its next answer.
    if (neverArrives) await one.load(await newId());
    const applied = await isApplied(two, verb, targets);
    if (neverArrives) expect(!applied, `${verb} was lost on its way and must not happen later.`, 'it had happened');
    expect(!applied, `${verb} said 'not-applied', so the write must not have happened.`, 'it had');
  }
}

export const outageLaws = [
  law(
    '97a',
    "while connections are refused every verb rejects with StoreError, and 'not-applied' is true where it is said",
    async (fixture) => {
      const outage = outageOf(fixture);
      const refuse = (attempt: VerbCall) =>
        during(
          outage,
          () => outage.refuse(),
          () => expectRefusal(attempt),
        );
      const reads = everyVerb(fixture.one, await newTargets(fixture)).filter(({ isWrite }) => !isWrite);
      for (const read of reads) await refuse(read);
      await eachWrite(fixture, refuse);
    },
    ['outage'],
  ),

  law(
    '97b',
    'what is over a limit is refused before anything is sent: the same error while the backend is down',
    async (fixture) => {
      const { one } = fixture;
      const outage = outageOf(fixture);
      const { id, found } = await newTargets(fixture);
      const tooLong = fixture.record({ payload: 'x'.repeat(one.limits.maxPayloadBytes + 1) });
      const demand =
        'must be refused with SessionTooLargeError before anything is sent, also while the backend is down.';
      await during(
        outage,
        () => outage.refuse(),
        async () => {
          await expectRejection(
            one.update(id, tooLong, found.version),
            isTooLarge,
            `An update over limits.maxPayloadBytes ${demand}`,
          );
          await expectRejection(one.create(id, tooLong), isTooLarge, `A create over limits.maxPayloadBytes ${demand}`);
        },
      );
    },
    ['outage'],
  ),

  law(
    '99a',
    "a write whose answer was lost is told 'unknown', or truly 'not-applied'; it is never taken for a refusal",
    async (fixture) => {
      const outage = outageOf(fixture);
      await eachWrite(fixture, (write) =>
        during(
          outage,
          () => outage.loseAnswers?.() ?? Promise.resolve(),
          () => expectDoubt(write),
        ),
      );
    },
    ['outage.loseAnswers'],
  ),

  law(
    '99b',
    'a write whose answer was lost is not sent again: the second answer would be taken for the first',
    async (fixture) => {
      const outage = outageOf(fixture);
      await eachWrite(fixture, (write) =>
        during(
          outage,
          () => outage.loseNextAnswer?.() ?? Promise.resolve(),
          () => expectDoubt(write),
        ),
      );
    },
    ['outage.loseNextAnswer'],
  ),

  law(
    '99e',
    'a write whose request was lost rejects, and is not sent later, when nobody waits for it any more',
    async (fixture) => {
      const outage = outageOf(fixture);
      await eachWrite(
        fixture,
        (write) =>
          during(
            outage,
            () => outage.loseRequests?.() ?? Promise.resolve(),
            () => expectDoubt(write),
          ),
        { neverArrives: true },
      );
    },
    ['outage.loseRequests'],
  ),
];
