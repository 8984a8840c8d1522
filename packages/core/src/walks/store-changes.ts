import type { SessionState } from '../session/session-state.js';
import { changeKey } from './change-key.js';
import { createRecord } from './create-record.js';
import { updateRecord } from './update-record.js';
import { liveSuccessor, startFromOwn } from './follow.js';
import type { KeyedContext } from './walk-context.js';

/**
 * Stores what the request changed, by the walk that it needs. That may turn out on the way: the application can sign in while
 * a save meets a conflict, and others can empty or fill the session whose key is to change. A walk then answers `false`.
 */
export async function storeChanges(context: KeyedContext, state: SessionState, renew: boolean): Promise<void> {
  if (!state.base) {
    if (!state.worthStoring) return;
    if (state.superseded) startFromOwn(state, await liveSuccessor(context, state.superseded.successor));
    return createRecord(context, state);
  }
  const giveUpAt = performance.now() + context.budget;
  for (;;) {
    const isDone = state.needsNewKey
      ? await changeKey(context, state, giveUpAt)
      : await updateRecord(context, state, renew, giveUpAt);
    if (isDone) return;
  }
}
