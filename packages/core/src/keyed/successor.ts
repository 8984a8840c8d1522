import type { StoredSession } from '../contract/session-record.js';
import type { Tombstone } from '../payload/envelope.js';
import type { SessionId } from '../contract/session-id.js';
import type { Base } from '../session/base.js';
import type { SessionState } from '../session/session-state.js';
import { loadSession } from './load-session.js';
import { interruptOrDiscard } from '../persistence/interruption.js';
import { openRecord } from '../persistence/read-record.js';
import { rebase } from '../persistence/rebase.js';
import type { KeyedContext } from './keyed-context.js';

/** Nobody regenerates a session that often within the minute that a tombstone stands. */
const longestTrail = 20;

/**
 * Goes on from what stands under the id now: applies the request's changes to it, or to its successor where only the key has
 * changed. Answers `false` when the session ended instead, which is then said.
 */
export async function rebaseOnto(
  context: KeyedContext,
  state: SessionState,
  id: SessionId,
  current: StoredSession,
): Promise<boolean> {
  const base = await latestOf(context, id, current);
  if (!base || 'successor' in base) {
    interruptOrDiscard(context, state, id, state.base?.owner !== undefined);
    return false;
  }
  rebase(context, state, base);
  return true;
}

/**
 * Returns the live session that a request which had loaded `id` may go on with: the one that stands there, or the successor that
 * a regenerate made. A sign-in ends the trail with its tombstone: what was begun before it must not reach the session that it made.
 */
export async function latestOf(
  context: KeyedContext,
  id: SessionId,
  stored: StoredSession,
): Promise<Base | Tombstone | undefined> {
  let at = id;
  let current: StoredSession | undefined = stored;
  for (let step = 0; current && step < longestTrail; step++) {
    const found = openRecord(context, at, current);
    if (!('successor' in found) || found.by === 'sign-in') return found;
    at = found.successor;
    current = await context.store.load(at);
  }
  return undefined;
}

/** Returns the live session in which a trail of key changes ends, whoever made them: not to be shown to who cannot prove a right to it. */
export async function liveSuccessor(context: KeyedContext, successor: SessionId): Promise<Base | undefined> {
  let at = successor;
  for (let step = 0; step < longestTrail; step++) {
    const loaded = await loadSession(context, at);
    if (loaded.status === 'live') return loaded.base;
    if (loaded.status !== 'superseded') return undefined;
    at = loaded.successor;
  }
  return undefined;
}

/**
 * Lets a sign-in start from the session that an earlier one has made: the visitor clicked twice, or the first answer was lost.
 * Where that session is the same owner's, its data is kept as `signIn` says; a stranger's gives nothing. It stays as it is, so
 * that whichever cookie the browser keeps opens a session, and so that nothing is in conflict.
 */
export function startFromOwn(state: SessionState, live: Base | undefined): void {
  const { owner } = state.settings;
  const own = owner !== undefined && live?.owner === owner ? live : undefined;
  state.rebase(own, (_key, { mine }, broken) => (own || !broken ? mine : undefined));
}
