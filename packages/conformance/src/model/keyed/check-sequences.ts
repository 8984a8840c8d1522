import type { KeyedStore, SessionId } from '@sess/core';
import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { casts } from './arbitraries.js';
import { perform } from './call.js';
import { audit } from './audit.js';
import { play } from './play.js';
import { type Instances, Run } from './run.js';
import type { Focus, Scope } from './scope.js';
import type { CastChoice, Fault, Step } from './step.js';

/** Shrinking stops after this many further runs, so that a law about a slow store ends. */
const mostShrinkingRuns = 400;
const mostShrinkingMs = 20_000;

const faults: readonly Fault[] = ['refuse', 'loseRequests', 'loseAnswers', 'loseNextAnswer', 'loseNextAnswer'];

const day = 86_400_000;

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

/** Which sequences a law plays. */
export interface Plan {
  readonly steps: (scope: Scope) => Arbitrary<Step>;
  /** Steps about one id that are also played, each alone, so that what they show is found whatever the seed. */
  readonly certain?: (fixture: StoreFixture) => readonly Step[];
  /** The most steps of one sequence. */
  readonly most: number;
  /** How many of a hundred runs have each focus. */
  readonly runs: Partial<Record<Focus, number>>;
}

/** Plays random sequences, and fails with the shortest that the contract does not allow. */
export async function checkSequences(fixture: StoreFixture, plan: Plan): Promise<void> {
  const instances = await instancesOf(fixture);
  try {
    for (const step of plan.certain?.(fixture) ?? []) await playAlone(new Run(fixture, instances, plainCast), step);
    for (const [focus, share] of Object.entries(plan.runs) as [Focus, number][]) {
      const scope = scopeOf(fixture, focus);
      if (focus === 'owners' && !scope.owners) continue;
      await checkRuns(fixture, instances, plan, scope, Math.ceil((fixture.effort.modelRuns * share) / 100));
    }
  } finally {
    await instances.open[2].close?.();
  }
}

const plainCast: CastChoice = { owners: 'plain', index: 0, mark: 'none', defaces: true };

/** Plays a step that concerns the first id only. */
async function playAlone(run: Run, step: Step): Promise<void> {
  const [id] = run.cast.ids as [SessionId];
  try {
    await play(run, step);
    await run.make({ verb: 'load', id }, 1);
    await run.make({ verb: 'delete', id }, 0);
  } catch (error) {
    await run.discard();
    throw error;
  }
}

async function checkRuns(
  fixture: StoreFixture,
  instances: Instances,
  { steps, most }: Plan,
  scope: Scope,
  numRuns: number,
): Promise<void> {
  const command = steps(scope).map((step) => new StepCommand(step));
  const commands = fc.commands([command], { maxCommands: most, size: 'max' });
  let failure: unknown;
  let [shrinkingRuns, failedAt] = [0, 0];
  const property = fc.asyncProperty(casts(scope), commands, async (cast, sequence) => {
    if (failure && (++shrinkingRuns > mostShrinkingRuns || performance.now() - failedAt > mostShrinkingMs)) return;
    const run = new Run(fixture, instances, cast);
    try {
      await run.prepare();
      await fc.asyncModelRun(() => ({ model: {}, real: run }), sequence);
      await audit(run);
    } catch (error) {
      failedAt ||= performance.now();
      failure = error;
      await run.discard();
      throw error;
    }
  });
  await fc.check(property, { numRuns, seed: fixture.seed | 0 });
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

function scopeOf({ subject, clock, one }: StoreFixture, focus: Focus): Scope {
  const { claims } = subject;
  return {
    focus,
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
