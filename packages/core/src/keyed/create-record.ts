import { SessionError, type StoreError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import { buildRecord } from '../persistence/build-record.js';
import type { SessionState } from '../session/session-state.js';
import type { Created, KeyedContext } from './keyed-context.js';
import { barLateInsert } from './unreachable-records.js';
import { createVerified, insteadOf } from './verified-writes.js';

/** Two random keys of 165 bits do not collide; three in a row mean a store that calls every id taken. */
const mostTries = 3;

/** Stores a session for the first time. */
export async function createRecord(context: KeyedContext, state: SessionState): Promise<void> {
  const by = state.keyChange;
  state.pending.beginWrite();
  const built = buildRecord(context, state);
  const created = await createUnderNext(context, state, built.record);
  state.confirmNewKey(created, built, by, state.next.key);
  context.events.emit('created', { id: created.id });
}

/**
 * Inserts under the id that the state has prepared. An id that is taken, or whose insert was lost, is replaced by a new
 * one, unless the application has read it: a CSRF token that is bound to another id than the stored one would be
 * refused.
 */
export async function createUnderNext(
  context: KeyedContext,
  state: SessionState,
  record: SessionRecord,
): Promise<Created> {
  let doubt: StoreError | undefined;
  for (let attempt = 1; ; attempt++) {
    const { id } = state.next;
    const insert = (): ReturnType<typeof createVerified> => createVerified(context.store, id, record);
    const result = await (doubt ? insteadOf(doubt, insert) : insert());
    if (result.status === 'written') return { id, version: result.version, record };
    const isLast = attempt === mostTries || state.isNextPromised;
    if (result.status === 'lost') {
      const late = await barLateInsert(context, id, record);
      if (late.status === 'arrived') return { id, version: late.version, record };
      if (isLast || late.status === 'edited') throw result.error;
      if (late.status === 'unknown') doubt = result.error;
    } else if (isLast) {
      throw new SessionError(
        'KEYS_EXHAUSTED',
        `The store reported ${attempt} new random ids as taken, so it does not keep the store contract. Test it with @sess/conformance.`,
      );
    }
    state.prepareNextKey();
  }
}
