import { StoreError } from '../contract/errors.js';
import { buildRecord } from '../persistence/build-record.js';
import { becomeAnonymous, interruptOrDiscard, rebase } from '../persistence/changed-elsewhere.js';
import type { StoredState } from '../session/session-state.js';
import type { KeyedContext } from './keyed-context.js';
import { endSession } from './end-session.js';
import { rebaseOnto } from './successor.js';
import { deleteIfVerified, updateVerified } from './verified-writes.js';

/**
 * Stores the changes of a session that is in the store, or deletes it when they emptied it. Returns `true` when the
 * session is stored or deleted or the request was interrupted, and `false` when the key must change instead, because
 * that was requested meanwhile.
 */
export async function updateRecord(context: KeyedContext, state: StoredState): Promise<boolean> {
  for (let attempt = 0; ; attempt++) {
    // The first conflict came with the current record, so the retry is immediate. After the second, back off and
    // reload.
    if (attempt > 1) await backOff(attempt);
    if (state.pendingChange() === 'same') return true;
    if (state.keyChange === 'sign-in' && !state.needsNewKey) return endReplaced(context, state);
    if (attempt > 1 || state.base.version === undefined) {
      if (!(await catchUp(context, state)) || state.pendingChange() === 'same') return true;
    }
    if (state.needsNewKey) return false;
    const { base, pending } = state;
    const { id, version } = base;
    pending.beginWrite({ isRecorded: true });
    const built = buildRecord(context, state, { movesDeadline: state.situation.renews });
    const result = pending.isWorthStoring
      ? await updateVerified(context.store, id, built.record, version!)
      : await deleteIfVerified(context.store, id, version!);
    if (result.status === 'written') {
      state.confirmWrite(id, built, result.version);
      context.events.emit('saved', { id });
      return true;
    }
    if (result.status === 'conflict') {
      if (!(await rebaseOnto(context, state, id, result.current))) return true;
      if (performance.now() >= context.store.endsAt)
        throw new StoreError(tooBusy(context.budget), { outcome: 'not-applied' });
      continue;
    }
    // Compared again, because the application may have changed more meanwhile. If only removals are pending, a deleted
    // session is what the request wanted, whether or not this request deleted it.
    if (result.status === 'deleted') becomeAnonymous(context, state, 'us');
    else if (state.pendingChange() === 'removals')
      becomeAnonymous(context, state, result.status === 'lost' ? 'unknown' : 'others');
    else if (result.status === 'lost') throw result.error;
    else interruptOrDiscard(context, state, state.base);
    return true;
  }
}

/** Ends a session that nothing replaces, whatever others have made of it, as a sign-out does. The visitor is new. */
async function endReplaced(context: KeyedContext, state: StoredState): Promise<true> {
  const { id, version } = state.base;
  const ended = await endSession(context, id, { version });
  rebase(context, state, undefined);
  state.dropKeyChange();
  state.prepareNextKey();
  // If it was already gone, the browser may hold a newer key.
  if (ended?.isOurs) state.response.removeCookie();
  return true;
}

/** Rebases the changes onto what the store has now. Returns `false` when the session has ended. */
async function catchUp(context: KeyedContext, state: StoredState): Promise<boolean> {
  const { base } = state;
  const current = await context.store.load(base.id);
  if (!current) {
    if (state.pendingChange() === 'removals') becomeAnonymous(context, state, 'others');
    else interruptOrDiscard(context, state, base);
    return false;
  }
  if (base.version === undefined && current.revision === base.revision) {
    state.noteVersion(base, current.version);
    return true;
  }
  return current.version === base.version || rebaseOnto(context, state, base.id, current);
}

function tooBusy(budget: number): string {
  return `Other requests kept changing this session for ${Math.round(budget)} ms. Nothing was stored; try again.`;
}

function backOff(attempt: number): Promise<void> {
  const longest = Math.min(2 ** attempt, 100);
  return new Promise((resolve) => {
    setTimeout(resolve, Math.random() * longest);
  });
}
