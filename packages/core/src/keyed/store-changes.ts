import type { SessionState } from '../session/session-state.js';
import { changeKey } from './change-key.js';
import { createRecord } from './create-record.js';
import { updateRecord } from './update-record.js';
import { liveSuccessor, startFromOwn } from './successor.js';
import { type KeyedContext, within } from './keyed-context.js';

/**
 * Stores what the request changed, by the walk that it needs. That may turn out on the way: the application can sign in while
 * a save meets a conflict, and others can empty or fill the session whose key is to change. A walk then answers `false`.
 *
 * @param giveUpAt - By `performance.now()`: the time that the request waited for its turn is gone by then, too.
 */
export async function storeChanges(
  room: KeyedContext,
  state: SessionState,
  renew: boolean,
  giveUpAt: number,
): Promise<void> {
  const context = within(room, giveUpAt);
  if (!state.base) {
    if (!state.worthStoring) return;
    if (state.superseded) startFromOwn(state, await liveSuccessor(context, state.superseded.successor));
    return createRecord(context, state);
  }
  for (;;) {
    const isDone = state.needsNewKey
      ? await changeKey(context, state, giveUpAt)
      : await updateRecord(context, state, renew, giveUpAt);
    if (isDone) return;
  }
}
