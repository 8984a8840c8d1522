import { InterruptedError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { Base } from '../session/base.js';
import type { SessionState, StoredState } from '../session/session-state.js';
import type { PersistenceContext } from './persistence-context.js';

/** Applies the request's changes to what another has stored, or to an empty session where that was deleted. */
export function rebase(context: PersistenceContext, state: SessionState, base: Base | undefined): void {
  const conflicts: string[] = [];
  try {
    state.rebase(base, (key, values, broken) => {
      if (!base) return broken ? undefined : values.mine;
      conflicts.push(key);
      return context.decide(key, values);
    });
  } finally {
    // Afterwards, because what a listener does to the session while its changes are applied again would be lost.
    if (base) for (const key of conflicts) context.events.emit('conflict', { id: base.id, key });
  }
}

/** A session that has ended, with its owner. */
interface Gone {
  readonly id: SessionId;
  readonly owner?: string | undefined;
}

/**
 * The session ended during the request: its changes are not stored, and the response sets no cookie.
 *
 * @throws {@link InterruptedError} unless `onInterrupted` is `'discard'` and the key was not to change
 */
export function interruptOrDiscard(context: PersistenceContext, state: SessionState, session: Gone): void {
  const error = markInterrupted(context, state, session);
  if (state.keyChange || context.onInterrupted === 'error') throw error;
}

/** The same for a request that must not go on. Returns the error to throw. */
export function markInterrupted(
  context: PersistenceContext,
  state: SessionState,
  { id, owner }: Gone,
): InterruptedError {
  context.events.emit('interrupted', { id });
  state.detach();
  state.response.dropCookie();
  return new InterruptedError(owner !== undefined);
}

/**
 * The session is deleted, as the request wanted it. It goes on as an anonymous visitor, whose next write is a new
 * session.
 *
 * @param by - Who deleted it. `'unknown'`: this request or another, because a reply was lost.
 */
export function becomeAnonymous(
  context: PersistenceContext,
  state: StoredState,
  by: 'us' | 'others' | 'unknown',
): void {
  const { id } = state.base;
  rebase(context, state, undefined);
  state.dropKeyChange();
  state.prepareNextKey();
  if (by !== 'others') context.events.emit('destroyed', { id });
  if (by === 'us') return state.response.removeCookie();
  // This response may be late, and the browser may hold a newer cookie.
  state.detach();
  state.response.dropCookie();
}
