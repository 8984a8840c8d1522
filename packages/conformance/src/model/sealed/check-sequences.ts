import fc from 'fast-check';
import type { SealedFixture } from '../../fixture/sealed-fixture.js';
import { openPlaces, reopen } from './places.js';
import { Play } from './play.js';
import { Run } from './run.js';
import { stepsOf } from './steps.js';

/** Shrinking stops after this many further runs, so that a law about a slow store ends. */
const mostShrinkingRuns = 400;
const mostShrinkingMs = 10_000;

const mostSteps = 16;

/** A sealed store works in its own process, so a sequence takes far less time than one of a keyed store. */
const sequencesForOneOfAKeyedStore = 2;

/** Plays random sequences of calls, and fails with the shortest found whose results the contract does not allow. */
export async function checkSequences(fixture: SealedFixture): Promise<void> {
  const { one, effort, seed } = fixture;
  const claims = fixture.subject.claims ?? [];
  const places = await openPlaces(fixture);
  const step = stepsOf(claims.includes('revoke'), claims.includes('close'), one.limits.maxPayloadBytes);
  const sequence = fc.array(step, { minLength: 1, maxLength: mostSteps, size: 'max' });
  let failure: unknown;
  let [shrinkingRuns, failedAt] = [0, 0];
  const property = fc.asyncProperty(sequence, async (steps) => {
    if (failedAt > 0 && (++shrinkingRuns > mostShrinkingRuns || performance.now() - failedAt > mostShrinkingMs)) return;
    try {
      for (const place of places) if (place.isClosed) await reopen(fixture, place);
      const play = new Play(new Run(fixture, places));
      for (const each of steps) await play.step(each);
      await play.audit();
    } catch (error) {
      failure = error;
      failedAt ||= performance.now();
      throw error;
    }
  });
  await fc.check(property, { numRuns: sequencesForOneOfAKeyedStore * effort.modelRuns, seed: seed | 0 });
  if (failure !== undefined) throw failure;
}
