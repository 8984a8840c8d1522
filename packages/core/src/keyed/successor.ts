import type { SessionId } from '../contract/session-id.js';
import type { StoredSession } from '../contract/session-record.js';
import type { Tombstone } from '../payload/envelope.js';
import { decodeRecord, type Loaded, readRecord } from '../persistence/read-record.js';
import { interruptOrDiscard, rebase } from '../persistence/changed-elsewhere.js';
import type { Base } from '../session/base.js';
import type { KeyChange, SessionState, StoredState } from '../session/session-state.js';
import type { KeyedContext } from './keyed-context.js';

/** No session is regenerated that often within the minute that a tombstone lasts. */
const mostSteps = 20;

/**
 * Applies the request's changes to what the store has under the id now, or to its successor where only the key has
 * changed. Returns `false` when the session has ended instead.
 *
 * @throws {@link InterruptedError} when it has ended, unless `onInterrupted` is `'discard'`
 */
export async function rebaseOnto(
  context: KeyedContext,
  state: StoredState,
  id: SessionId,
  current: StoredSession,
): Promise<boolean> {
  const base = await latestOf(context, id, current);
  if (!base || 'successor' in base) {
    interruptOrDiscard(context, state, { ...state.base, id });
    return false;
  }
  rebase(context, state, base);
  return true;
}

/**
 * Returns the live session that a request which had loaded `id` may go on with: the one under that id, or the successor
 * that a regenerate made. The tombstone of a sign-in is returned itself: what began before it must not reach the
 * session that it made.
 */
export async function latestOf(
  context: KeyedContext,
  id: SessionId,
  stored: StoredSession,
): Promise<Base | Tombstone | undefined> {
  let at = id;
  let current: StoredSession | undefined = stored;
  for (let step = 0; current && step < mostSteps; step++) {
    const found = decodeRecord(context, at, current);
    if (!('successor' in found) || found.by === 'sign-in') return found;
    at = found.successor;
    current = await context.store.load(at);
  }
  return undefined;
}

/**
 * Returns the live session after all key changes, including sign-ins. Only for a visitor who has proved a right to it.
 */
export async function liveSuccessor(context: KeyedContext, successor: SessionId): Promise<Base | undefined> {
  const loaded = await lastSuccessor(context, successor, ['regenerate', 'sign-in']);
  return loaded.status === 'live' ? loaded.base : undefined;
}

/** Returns what is stored under an id, or under that of the last successor if only such key changes lead to it. */
export async function lastSuccessor(
  context: KeyedContext,
  id: SessionId,
  changes: readonly KeyChange[],
): Promise<Loaded> {
  let at = id;
  for (let step = 0; ; step++) {
    const loaded = readRecord(context, at, await context.store.load(at));
    if (loaded.status !== 'superseded' || !changes.includes(loaded.by) || step === mostSteps) return loaded;
    at = loaded.successor;
  }
}

/**
 * Lets a sign-in start from the session of an earlier one, because the visitor clicked twice, or the first response was
 * lost. If that session belongs to the same owner, its data is kept as `signIn` says; nothing of another owner's is.
 * That session stays as it is, so that a session exists for either cookie that the browser may keep, and so that
 * nothing is in conflict.
 */
export function startFromOwn(state: SessionState, live: Base | undefined): void {
  const { owner } = state.pending.settings;
  const own = owner !== undefined && live?.owner === owner ? live : undefined;
  state.rebase(own, (_key, { mine }, broken) => (own || !broken ? mine : undefined));
}
