import { SessionError, type StoreError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';
import type { SessionState } from '../session/session-state.js';
import { barLateInsert } from './late-insert.js';
import { createVerified, insteadOf } from './verified-writes.js';
import { buildRecord } from '../persistence/build-record.js';
import type { KeyedContext } from './keyed-context.js';
import { confirmNewKey, prepareNextKey } from '../persistence/after-write.js';

/** Two random keys of 165 bits do not meet; three in a row mean a store that calls everything taken. */
const mostTries = 3;

export interface Created {
  readonly id: SessionId;
  readonly version: string | undefined;
  readonly record: SessionRecord;
}

/** Stores a session for the first time. */
export async function createRecord(context: KeyedContext, state: SessionState): Promise<void> {
  const by = state.keyChange;
  const built = buildRecord(context, state);
  const created = await createUnderNext(context, state, built.record);
  confirmNewKey(context, state, built, created, by);
  context.events.emit('created', { id: created.id });
}

/**
 * Inserts under the id that the state has ready. One that is taken or lost is replaced by a fresh one, unless the application was
 * told it: a CSRF token that is bound to another id than the stored one would be refused.
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
    const isLast = attempt === mostTries || state.isNextTold;
    if (result.status === 'lost') {
      const late = await barLateInsert(context, id, record);
      if (late.status === 'arrived') return { id, version: late.version, record };
      if (isLast || late.status === 'edited') throw result.error;
      if (late.status === 'unknown') doubt = result.error;
    } else if (isLast) {
      throw new SessionError(
        'KEYS_EXHAUSTED',
        `The store called ${attempt} fresh random ids taken: it does not keep its contract.`,
      );
    }
    prepareNextKey(context, state);
  }
}
