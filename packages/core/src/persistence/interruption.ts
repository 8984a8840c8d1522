import { InterruptedError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { SessionState } from '../session/session-state.js';
import type { PersistenceContext } from './persistence-context.js';

/** The session went away: nothing of this request is stored, and the answer carries no cookie. */
export function interruptOrDiscard(
  context: PersistenceContext,
  state: SessionState,
  id: SessionId,
  hadOwner: boolean,
): void {
  const error = markInterrupted(context, state, id, hadOwner);
  if (state.keyChange || context.onInterrupted === 'error') throw error;
}

/** The same, for what must not go unsaid. */
export function markInterrupted(
  context: PersistenceContext,
  state: SessionState,
  id: SessionId,
  hadOwner: boolean,
): InterruptedError {
  context.events.emit('interrupted', { id });
  state.mode = 'detached';
  state.cookie = undefined;
  return new InterruptedError(hadOwner);
}
