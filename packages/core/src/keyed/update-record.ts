import { StoreError } from '../contract/errors.js';
import type { SessionState } from '../session/session-state.js';
import { rebaseOnto } from './successor.js';
import { deleteIfVerified, updateVerified } from './verified-writes.js';
import { buildRecord } from '../persistence/build-record.js';
import { interruptOrDiscard } from '../persistence/interruption.js';
import type { KeyedContext } from './keyed-context.js';
import { removed } from '../persistence/after-write.js';

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
      ? await updateVerified(context.store, id, built.record, version!)
      : await deleteIfVerified(context.store, id, version!);
    if (result.status === 'written') {
      state.settle(id, built.record, result.version, built.envelope);
      context.events.emit('saved', { id });
      return true;
    }
    if (result.status === 'conflict') {
      if (!(await rebaseOnto(context, state, id, result.current))) return true;
      if (performance.now() >= giveUpAt) throw new StoreError(tooBusy(context.budget), { outcome: 'not-applied' });
      continue;
    }
    // Asked anew, because the application may have changed more meanwhile. What is not there any more holds nothing that was to be
    // removed, whoever ended it.
    if (result.status === 'deleted') removed(context, state, 'us');
    else if (state.outcome() === 'removals') removed(context, state, result.status === 'lost' ? 'somebody' : 'others');
    else if (result.status === 'lost') throw result.error;
    else interruptOrDiscard(context, state, id, state.base!.owner !== undefined);
    return true;
  }
}

/** Answers `false` when the session has ended. */
async function catchUp(context: KeyedContext, state: SessionState): Promise<boolean> {
  const { id, version, revision, owner } = state.base!;
  const current = await context.store.load(id);
  if (!current) {
    if (state.outcome() === 'removals') removed(context, state, 'others');
    else interruptOrDiscard(context, state, id, owner !== undefined);
    return false;
  }
  if (version === undefined && current.revision === revision) {
    state.base = { ...state.base!, version: current.version };
    return true;
  }
  return current.version === version || rebaseOnto(context, state, id, current);
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
