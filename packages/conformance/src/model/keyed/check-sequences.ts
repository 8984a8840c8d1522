import type { KeyedStore } from '@sess/core';
import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { type Abilities, casts } from './arbitraries.js';
import { perform } from './call.js';
import { audit } from './audit.js';
import { play } from './play.js';
import { type Instances, Run } from './run.js';
import type { Fault, Step } from './step.js';

/** Shrinking stops after this many further runs, so that a law about a slow store ends. */
const mostShrinkingRuns = 400;
const mostShrinkingMs = 20_000;

const faults: readonly Fault[] = ['refuse', 'loseRequests', 'loseAnswers', 'loseNextAnswer', 'loseNextAnswer'];

const day = 86_400_000;

const mostSteps = 24;

/** A step as fast-check plays and shrinks it. */
class StepCommand implements AsyncCommand<object, Run> {
  readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
  check(): boolean {
    return true;
  }
  run(_model: object, run: Run): Promise<void> {
    return play(run, this.step);
  }
  toString(): string {
    return this.step.verb;
  }
}

/** Plays random sequences of these steps, and fails with the shortest that the contract does not allow. */
export async function checkSequences(
  fixture: StoreFixture,
  stepsOf: (abilities: Abilities) => Arbitrary<Step>,
  runs: number,
): Promise<void> {
  const instances = await instancesOf(fixture);
  const command = stepsOf(abilitiesOf(fixture)).map((step) => new StepCommand(step));
  const commands = fc.commands([command], { maxCommands: mostSteps, size: 'max' });
  let failure: unknown;
  let [shrinkingRuns, failedAt] = [0, 0];
  const property = fc.asyncProperty(casts, commands, async (cast, sequence) => {
    if (failure && (++shrinkingRuns > mostShrinkingRuns || performance.now() - failedAt > mostShrinkingMs)) return;
    try {
      const run = new Run(fixture, instances, cast);
      await run.prepare();
      await fc.asyncModelRun(() => ({ model: {}, real: run }), sequence);
      await audit(run);
    } catch (error) {
      failedAt ||= performance.now();
      failure = error;
      throw error;
    }
  });
  await fc.check(property, { numRuns: runs, seed: fixture.seed | 0 });
  await instances.open[2].close?.();
  if (failure !== undefined) throw failure;
}

async function instancesOf(fixture: StoreFixture): Promise<Instances> {
  const { subject, clock, one, two } = fixture;
  const { store: three } = await subject.open({ clock: clock.ofOne });
  let closed: KeyedStore | undefined;
  if (subject.claims.includes('close')) {
    ({ store: closed } = await subject.open({ clock: clock.ofOne }));
    await closed.close?.();
  }
  const noStrangersUntil = await withoutStrangers(fixture);
  return { open: [one, two, three], closed, noStrangersUntil };
}

/**
 * Removes what other laws have left, which live for an hour or a day, and returns until when none of the rest expires.
 */
async function withoutStrangers(fixture: StoreFixture): Promise<number> {
  const { clock, one } = fixture;
  if (!clock.isGiven || !one.deleteExpired || one.limits.maxExpiresAt < fixture.now() + 10 * day) return 0;
  await clock.reach(fixture.now() + 2 * day);
  await perform(one, { verb: 'clear', limit: 1000 }, { defaces: false });
  return fixture.now() + day;
}

function abilitiesOf({ subject, clock, one }: StoreFixture): Abilities {
  const { claims } = subject;
  return {
    touch: claims.includes('touch'),
    deleteExpired: claims.includes('deleteExpired'),
    countExpired: claims.includes('countExpired'),
    owners: claims.includes('owners'),
    close: claims.includes('close'),
    attributes: subject.attributes !== undefined,
    faults: faults.filter((fault) => subject.outage?.[fault] !== undefined),
    isGivenClock: clock.isGiven,
    granularity: one.limits.expiryGranularityMs,
  };
}
