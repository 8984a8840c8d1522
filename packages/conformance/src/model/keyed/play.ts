import type { KeyedStore } from '@sess/core';
import { storeError, tooLargeError } from '../../fixture/error-kinds.js';
import { newId } from '../../fixture/random-ids.js';
import type { Settled, Call } from './call.js';
import { pick } from './cast.js';
import { recordOf, resolved } from './resolve.js';
import type { Run } from './run.js';
import type { RefusalReason, Step } from './step.js';
import { playLost } from './play-lost.js';
import { playPair } from './play-pair.js';

/** Makes the calls of a step, and fails if the contract does not allow a result. */
export function play(run: Run, step: Step): Promise<void> {
  switch (step.verb) {
    case 'move':
      return move(run, step);
    case 'refused':
      return playRefused(run, step);
    case 'crowd':
      return playCrowd(run, step);
    case 'both':
      return playPair(run, step);
    case 'lost':
      return playLost(run, step);
    default:
      return run.single(step);
  }
}

const said: Partial<Record<RefusalReason, string>> = { aborted: 'with an aborted signal: ', closed: 'after close: ' };

/** The clock moves to deadlines that are nearer than this. */
const nearMs = 3_000_000;

async function move(run: Run, { to, add }: Extract<Step, { verb: 'move' }>): Promise<void> {
  const granularity = run.fixture.one.limits.expiryGranularityMs;
  const now = run.fixture.now();
  const deadlines = [...run.world.cells.values()].flatMap((cells) => cells.flatMap(({ kept }) => kept?.latest ?? []));
  const near = deadlines.filter((latest) => latest < now + nearMs);
  const extra = { granularity, '-granularity': -granularity }[String(add)] ?? Number(add);
  const instant = near.length > 0 ? pick(near, to) + extra : now + Math.abs(extra);
  if (instant > now) await run.reach(instant);
}

async function playCrowd(run: Run, { count, record }: Extract<Step, { verb: 'crowd' }>): Promise<void> {
  const ids = await Promise.all(Array.from({ length: count }, newId));
  const calls = ids.map((id) => ({ verb: 'create', id, record: recordOf(record, undefined, run.context) }) as const);
  const from = run.fixture.now();
  const results = await Promise.all(calls.map((call, index) => run.perform(call, index % 2)));
  for (const [index, call] of calls.entries()) {
    const settled = results[index] as Settled;
    run.trace.name(call.id);
    run.note(call, index % 2, settled, 'at once: ');
    run.narrow(run.explained(run.world, call, settled, run.setting(from)));
  }
}

async function playRefused(run: Run, { why, step }: Extract<Step, { verb: 'refused' }>): Promise<void> {
  const call = spoiled(resolved(step, run.context), why, run.fixture.one.limits);
  const store = why === 'closed' ? run.instances.closed : pick(run.instances.open, step.on);
  if (!call || !store) return;
  const reason = new Error('The caller gave up.');
  const settled = await run.performOn(store, call, why === 'aborted' ? { signal: AbortSignal.abort(reason) } : {});
  run.note(call, step.on, settled, said[why]);
  const error = 'error' in settled ? settled.error : undefined;
  if (why === 'aborted') {
    if (error !== reason) run.fail("It must reject with the signal's reason.");
  } else {
    const kind = why === 'closed' ? storeError : tooLargeError;
    if (!kind.is(error)) run.fail(`It must reject with ${kind.name}.`);
  }
}

/** Returns the call as the store must refuse it; nothing if this call cannot be spoiled so. */
function spoiled(call: Call, why: RefusalReason, limits: KeyedStore['limits']): Call | undefined {
  if (why === 'aborted' || why === 'closed') return call;
  if (call.verb !== 'create' && call.verb !== 'update') return undefined;
  if (why === 'too late') {
    const expiresAt = limits.maxExpiresAt + 1;
    return expiresAt > Number.MAX_SAFE_INTEGER ? undefined : { ...call, record: { ...call.record, expiresAt } };
  }
  if (limits.maxPayloadBytes > mostBytes) return undefined;
  const unit = pick(['x', 'é', '😀'], call.record.createdAt);
  const payload = unit.repeat(Math.floor(limits.maxPayloadBytes / Buffer.byteLength(unit)) + 1);
  return { ...call, record: { ...call.record, payload } };
}

/** A law tries longer ones. */
const mostBytes = 2_000_000;
