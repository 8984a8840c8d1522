import { SessionError, StoreError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import { encodeEnvelope } from '../payload/envelope.js';
import type { ManagerConfig } from '../manager/manager-config.js';
import { createRevision, parseSessionKey, type SessionKey } from '../session-key.js';
import { createSurely, updateSurely } from '../walks/sure-calls.js';
import { keyedRoomOf } from './keyed-room-of.js';

/** The payload that stands for that data. */
export function encodeData(config: ManagerConfig, data: object, idle: number): string {
  return encodeEnvelope(config.context.serializer, { data: { ...data }, idle });
}

/**
 * Stores data under a key, whatever is there; empty data deletes (Django's `SessionManager.save`). For imports and tests: in a
 * request, use the session.
 */
export async function saveData(config: ManagerConfig, key: SessionKey, data: object, expiresAt: number): Promise<void> {
  const { context, idOf } = keyedRoomOf(config, 'save');
  if (!parseSessionKey(key))
    throw new SessionError('INVALID_ARGUMENT', 'save: a session key is 32 characters of a-z and 0-9.');
  if (typeof data !== 'object' || !data || Array.isArray(data))
    throw new SessionError('INVALID_ARGUMENT', 'save: the data must be an object; an empty one deletes the session.');
  if (!Number.isSafeInteger(expiresAt))
    throw new SessionError('INVALID_ARGUMENT', 'save: expiresAt is an instant in epoch milliseconds.');
  const id = idOf(key);
  if (Object.keys(data).length === 0) {
    await context.store.delete(id);
    return;
  }
  const now = context.now();
  const attributes = context.attributes?.(data as Record<string, unknown>);
  const kept = attributes && Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
  const giveUpAt = performance.now() + context.budget;
  const store = context.store.until(giveUpAt);
  let current = await store.load(id);
  do {
    const record: SessionRecord = {
      payload: encodeData(config, data, expiresAt - now),
      createdAt: current?.createdAt ?? now,
      expiresAt,
      revision: createRevision(),
      ...(current?.owner !== undefined && { owner: current.owner }),
      ...(kept && { attributes: kept as NonNullable<SessionRecord['attributes']> }),
    };
    const result = current
      ? await updateSurely(store, id, record, current.version)
      : await createSurely(store, id, record);
    if (result.status === 'written') return;
    // It may have been stored, and the session ended since: storing again would bring that back.
    if (result.status === 'lost') throw result.error;
    current = result.status === 'conflict' ? result.current : await store.load(id);
  } while (performance.now() < giveUpAt);
  throw new StoreError('save: other requests kept changing this session. Try again.', { outcome: 'not-applied' });
}
