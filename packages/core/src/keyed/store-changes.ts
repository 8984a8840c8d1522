import type { SessionState } from '../session/session-state.js';
import { changeKey } from './change-key.js';
import { createRecord } from './create-record.js';
import type { TimedContext } from './keyed-context.js';
import { liveSuccessor, startFromOwn } from './successor.js';
import { updateRecord } from './update-record.js';

/**
 * Stores what the request changed: creates the record, updates it, or changes its key. Whether an update or a change of
 * the key is needed may change on the way: the application may sign in during a conflict, and other requests may empty
 * or fill the session whose key is to change. Each then returns `false`, and the other one follows.
 */
export async function storeChanges(context: TimedContext, state: SessionState): Promise<void> {
  if (!state.hasBase()) {
    if (!state.pending.isWorthStoring) return;
    const { superseded } = state;
    if (superseded) startFromOwn(state, await liveSuccessor(context, superseded.successor));
    return createRecord(context, state);
  }
  while (!(await (state.needsNewKey ? changeKey(context, state) : updateRecord(context, state))));
}
