import type { SessionId } from '../contract/session-id.js';
import type { SessionState } from '../session/session-state.js';
import type { BuiltRecord } from './build-record.js';
import type { PersistenceContext } from './persistence-context.js';
import { rebase } from './rebase.js';

/** From here on the session lives under the key that was ready, and the browser has to be told. */
export function confirmNewKey(
  context: PersistenceContext,
  state: SessionState,
  { record, envelope }: BuiltRecord,
  { id, version }: { readonly id: SessionId; readonly version: string | undefined },
  by: SessionState['keyChange'],
): void {
  state.settle(id, record, version, envelope);
  state.cookie = { value: state.next.key };
  // A sign-in that was asked for meanwhile needs yet another key.
  if (state.keyChange === by && state.settings.owner === record.owner) state.keyChange = undefined;
  state.mode = 'live';
  state.superseded = undefined;
  prepareNextKey(context, state);
}

/**
 * What remains is an anonymous visitor, whose next write is a new session.
 *
 * @param by - `'somebody'`: this request or another, because an answer was lost.
 */
export function removed(context: PersistenceContext, state: SessionState, by: 'us' | 'others' | 'somebody'): void {
  const { id } = state.base!;
  rebase(context, state, undefined);
  state.keyChange = undefined;
  prepareNextKey(context, state);
  if (by !== 'others') context.events.emit('destroyed', { id });
  if (by === 'us') {
    state.cookie = 'remove';
    return;
  }
  // A session that others ended clears no cookie: this answer may be late, and the browser may hold a newer one.
  state.mode = 'detached';
  state.cookie = undefined;
}

/** A key and id that the next change of the session can use. */
export function prepareNextKey(context: PersistenceContext, state: SessionState): void {
  state.next = context.createKeyAndId();
}
