import type { SessionId } from '@sess/core';
import { raceWithDelay } from '../../fixture/race.js';
import type { Settled, Call } from './call.js';
import { emptied, viewsOf } from './cell.js';
import { explain } from './explain.js';
import { Demand, fieldsOf } from './matching.js';
import { idOf, keptIn, recordOf, resolved } from './resolve.js';
import type { Run } from './run.js';
import type { CallStep, IdChoice, Step } from './step.js';
import { cellsOf, eitherWorld, type Setting, withCells, type World } from './world.js';

type PairStep = Extract<Step, { verb: 'both' }>;
type Both<T> = readonly [T, T];

const both = <T>(make: (index: 0 | 1) => T): Both<T> => [make(0), make(1)];

/** Makes two calls at once, and fails unless their results are those of the one call and then the other. */
export async function playPair(run: Run, { steps, delay, after }: PairStep): Promise<void> {
  const { id, isLate = false } = (after && (await makeReady(run, after, steps))) ?? {};
  // The clock may have moved: what was live for the choice of an id is not live any more.
  const fixed = both((index) => {
    const step = steps[index];
    return id && 'id' in step && step.id === id.chosen ? { ...step, id: id.fixed } : step;
  });
  for (const step of fixed) await run.learnVersion(step);
  const calls = both((index) => resolved(fixed[index], run.context));
  const from = run.fixture.now();
  const make = (index: 0 | 1) => () => run.perform(calls[index], steps[index].on);
  const racing = () => raceWithDelay(delay, [make(0), make(1)]);
  const results = await (isLate ? run.fixture.whileTwoIsLate(racing) : racing());
  // A call may do something after it has returned.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  for (const index of [0, 1] as const) {
    run.note(calls[index], steps[index].on, results[index], index === 0 ? 'at once: ' : 'and:     ');
  }
  const settings = both((index) => run.setting(from, isLate && steps[index].on === 1 ? latenessOf(run) : 0));
  const joined = joinedResult(calls, results);
  if (joined) return run.narrow(explain(run.world, calls[0], joined.result, settings[0]));
  // A call by the clock that is on time may remove whatever has expired, also what the late one still finds.
  const mayClear = isLate && steps.some(({ on }) => on !== 1);
  const before = id && mayClear ? orEmptied(run.world, idOf(id.fixed, run.context)) : run.world;
  const worlds: World[] = [];
  const demands: string[] = [];
  for (const order of [[0, 1] as const, [1, 0] as const]) {
    let world: World | Demand = before;
    for (const index of order) {
      world = run.explained(world, calls[index], results[index], settings[index]);
      if (!(world instanceof Demand)) continue;
      demands.push(`If the ${places[order[0]]} call came first, the ${places[index]}: ${world.text}`);
      break;
    }
    if (!(world instanceof Demand)) worlds.push(world);
  }
  for (const index of [0, 1] as const) {
    const taken = explainedAsTaken(run, calls, results, index, settings);
    const between = explainedBetweenPasses(run, calls, results, index, settings);
    worlds.push(...[taken, between].filter((world) => world !== undefined));
  }
  if (worlds.length === 0) run.fail(`results that fit one of the two orders.\n${demands.join('\n')}`);
  run.world = worlds.reduce((one, other) => eitherWorld(one, other));
}

interface Ready {
  readonly id: { readonly chosen: IdChoice; readonly fixed: IdChoice };
  /** Whether the clock of the second instance must be late. */
  readonly isLate: boolean;
}

/** Makes sure that the calls find a record in the wanted state. */
async function makeReady(
  run: Run,
  { record, state }: NonNullable<PairStep['after']>,
  steps: readonly CallStep[],
): Promise<Ready | undefined> {
  const step = steps.find((each) => 'id' in each);
  if (!step) return undefined;
  const id = idOf(step.id, run.context);
  const now = run.fixture.now();
  const { clock, one } = run.fixture;
  const granularity = one.limits.expiryGranularityMs;
  const ready: Ready = {
    id: { chosen: step.id, fixed: { index: run.cast.ids.indexOf(id), prefers: 'any' } },
    isLate: false,
  };
  const before = keptIn(run.world, id);
  if (!before || before.latest <= now) {
    const made = recordOf(record, undefined, run.context);
    const expiresAt = state === 'live' ? Math.max(made.expiresAt, now + 30_000) : now + 2 * granularity + 50;
    await run.make({ verb: 'create', id, record: { ...made, expiresAt } }, 0);
  }
  const { latest = now } = keptIn(run.world, id) ?? {};
  if (state === 'live' || latest > now + 60_000) return ready;
  await run.reach(latest);
  return { ...ready, isLate: state === 'expired for one' && granularity === 1 && clock.isTwoApart };
}

const places = ['first', 'second'] as const;

const removing: readonly string[] = ['delete', 'deleteIf', 'clear', 'deleteExpired', 'deleteByOwner'];

/**
 * A `create` that meets an expired record while another call removes it may return 'taken' although the id is free a
 * moment later: a store may insert first and replace an expired record second. Returns what is stored then.
 */
function explainedAsTaken(
  run: Run,
  calls: Both<Call>,
  results: Both<Settled>,
  index: 0 | 1,
  settings: Both<Setting>,
): World | undefined {
  const [create, removal] = [calls[index], calls[1 - index] as Call];
  const settled = results[index];
  if (create.verb !== 'create' || !removing.includes(removal.verb)) return undefined;
  if (!('result' in settled) || fieldsOf(settled.result)?.['status'] !== 'taken') return undefined;
  const views = cellsOf(run.world, create.id).flatMap((cell) => viewsOf(cell, settings[index].moment));
  if (!views.some(({ is }) => is === 'expired')) return undefined;
  const world = run.explained(run.world, removal, results[1 - index] as Settled, settings[1 - index] as Setting);
  return world instanceof Demand ? undefined : world;
}

/**
 * `deleteByOwner` may remove a session in one pass, and in the next one the record that was created under its id
 * meanwhile. Returns what is stored then.
 */
function explainedBetweenPasses(
  run: Run,
  calls: Both<Call>,
  results: Both<Settled>,
  index: 0 | 1,
  settings: Both<Setting>,
): World | undefined {
  const [create, removal] = [calls[index], calls[1 - index] as Call];
  const setting = settings[1 - index] as Setting;
  const [created, removed] = [results[index], results[1 - index] as Settled];
  if (create.verb !== 'create' || removal.verb !== 'deleteByOwner' || !('result' in removed)) return undefined;
  for (let first = 1; first < Number(removed.result); first++) {
    let world: World | Demand = explain(run.world, removal, first, setting);
    if (!(world instanceof Demand)) world = run.explained(world, create, created, settings[index]);
    if (!(world instanceof Demand)) world = explain(world, removal, Number(removed.result) - first, setting);
    if (!(world instanceof Demand)) return world;
  }
  return undefined;
}

/** Returns the same possibilities, each also without the record. */
function orEmptied(world: World, id: SessionId): World {
  const cells = cellsOf(world, id);
  return withCells(world, id, [...cells, ...cells.map(emptied)]);
}

function latenessOf({ fixture }: Run): number {
  return 1 + 2 * fixture.one.limits.expiryGranularityMs;
}

/** Returns the sum of two calls that remove many records: how they share them is not known. */
function joinedResult([call, other]: Both<Call>, results: Both<Settled>): { result: unknown } | undefined {
  if ('id' in call || call.verb !== other.verb) return undefined;
  const [one, two] = results.map((settled) => ('result' in settled ? settled.result : undefined));
  if (call.verb === 'deleteByOwner') return { result: Number(one) + Number(two) };
  if (call.verb !== 'clear') return undefined;
  const [mine, others] = [fieldsOf(one), fieldsOf(two)];
  const more = mine?.['more'] === false && others?.['more'] === false ? false : mine?.['more'];
  return { result: { deleted: Number(mine?.['deleted']) + Number(others?.['deleted']), more } };
}
