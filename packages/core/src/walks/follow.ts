import type { StoredSession } from '../contract/session-record.js';
import { isTombstone } from '../payload/envelope.js';
import type { SessionId } from '../session-key.js';
import type { Base, SessionState } from '../session/session-state.js';
import { baseOf, interrupt, openPayload, rebase, type KeyedContext } from './walk-context.js';

/** Nobody regenerates a session that often within the minute that a tombstone stands. */
const longestTrail = 20;

/**
 * Goes on from what stands under the id now: applies the request's changes to it, or to its successor where only the key has
 * changed. Answers `false` when the session ended instead, which is then said.
 */
export async function goOnFrom(
  context: KeyedContext,
  state: SessionState,
  id: SessionId,
  current: StoredSession,
): Promise<boolean> {
  const base = await latestOf(context, id, current);
  if (base === 'signed-in' || !base) {
    interrupt(context, state, id, state.base?.owner !== undefined);
    return false;
  }
  rebase(context, state, base);
  return true;
}

/**
 * The live session that a request which had loaded `id` may go on with: the one that stands there, or the successor that a
 * regenerate made. A sign-in ends the trail: what was begun before it must not reach the session that it made.
 */
export async function latestOf(
  context: KeyedContext,
  id: SessionId,
  stored: StoredSession,
): Promise<Base | 'signed-in' | undefined> {
  let at = id;
  let current: StoredSession | undefined = stored;
  for (let step = 0; current && step < longestTrail; step++) {
    const envelope = openPayload(context, current.payload);
    if (!isTombstone(envelope)) return baseOf(context, at, current);
    if (envelope.by === 'sign-in') return 'signed-in';
    at = envelope.successor;
    current = await context.store.load(at);
  }
  return undefined;
}
