import { StoreError } from '../contract/errors.js';
import type { SessionState } from '../session/session-state.js';
import { goOnFrom } from './successor.js';
import { deleteIfSurely, updateSurely } from './verified-writes.js';
import { buildRecord, interrupt, type KeyedContext, rebase, renewNext, type WalkContext } from '../persistence/persistence-context.js';

/**
 * Stores the changes of a session that is there, or removes it when they emptied it. Ends stored, interrupted, or with an error;
 * answers `false` when a change of the key was asked for meanwhile, which is not its affair.
 */
export async function updateRecord(
  context: KeyedContext,
  state: SessionState,
  renew: boolean,
  giveUpAt: number,
): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    // The first conflict came with the current record, and is answered at once. Later ones mean a crowd: step aside, then look again.
    if (attempt > 1) await pause(attempt);
    if (state.outcome() === 'same') return true;
    if (attempt > 1 || state.base!.version === undefined) {
      if (!(await catchUp(context, state)) || state.outcome() === 'same') return true;
    }
    if (state.needsNewKey) return false;
    const { id, version } = state.base!;
    const built = buildRecord(context, state, renew, true);
    const result = state.worthStoring
      ? await updateSurely(context.store, id, built.record, version!)
      : await deleteIfSurely(context.store, id, version!);
    if (result.status === 'written') {
      state.settle(id, built.record, result.version, built.envelope);
      context.events.emit('saved', { id });
      return true;
    }
    if (result.status === 'conflict') {
      if (!(await goOnFrom(context, state, id, result.current))) return true;
      if (performance.now() >= giveUpAt) throw new StoreError(tooBusy(context.budget), { outcome: 'not-applied' });
      continue;
    }
    // Asked anew, because the application may have changed more meanwhile. What is not there any more holds nothing that was to be
    // removed, whoever ended it.
    if (result.status === 'deleted') removed(context, state, 'us');
    else if (state.outcome() === 'removals') removed(context, state, result.status === 'lost' ? 'somebody' : 'others');
    else if (result.status === 'lost') throw result.error;
    else interrupt(context, state, id, state.base!.owner !== undefined);
    return true;
  }
}

/** Answers `false` when the session has ended. */
async function catchUp(context: KeyedContext, state: SessionState): Promise<boolean> {
  const { id, version, revision, owner } = state.base!;
  const current = await context.store.load(id);
  if (!current) {
    if (state.outcome() === 'removals') removed(context, state, 'others');
    else interrupt(context, state, id, owner !== undefined);
    return false;
  }
  if (version === undefined && current.revision === revision) {
    state.base = { ...state.base!, version: current.version };
    return true;
  }
  return current.version === version || goOnFrom(context, state, id, current);
}

/**
 * What remains is an anonymous visitor, whose next write is a new session.
 *
 * @param by - `'somebody'`: this request or another, because an answer was lost.
 */
export function removed(context: WalkContext, state: SessionState, by: 'us' | 'others' | 'somebody'): void {
  const { id } = state.base!;
  rebase(context, state, undefined);
  state.keyChange = undefined;
  renewNext(context, state);
  if (by !== 'others') context.events.emit('destroyed', { id });
  if (by === 'us') {
    state.cookie = 'remove';
    return;
  }
  // A session that others ended clears no cookie: this answer may be late, and the browser may hold a newer one.
  state.mode = 'detached';
  state.cookie = undefined;
}

function tooBusy(budget: number): string {
  return `Other requests kept changing this session for ${Math.round(budget)} ms. Nothing was stored; try again.`;
}

function pause(attempt: number): Promise<void> {
  const longest = Math.min(2 ** attempt, 100);
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest);
  });
}
