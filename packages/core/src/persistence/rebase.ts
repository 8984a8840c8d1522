import type { Base } from '../session/base.js';
import type { SessionState } from '../session/session-state.js';
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
