import { InterruptedError, SessionError, StoreError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import { isInstant } from '../options/instant.js';
import { encodeWithin, type Envelope } from '../payload/envelope.js';
import { decodeData } from './inspect-session.js';
import type { ManagerConfig } from './manager-config.js';
import { createRevision } from '../keys/revision.js';
import type { SessionKey } from '../contract/session-id.js';
import { endSession } from '../keyed/end-session.js';
import { attributesOf } from '../persistence/build-record.js';
import { readRecord } from '../persistence/read-record.js';
import { createVerified, deleteIfVerified, updateVerified } from '../keyed/verified-writes.js';
import { requireKeyedStore } from './require-keyed-store.js';
import { requireKey } from './stored-id.js';

/**
 * Stores data under a key until `expiresAt`; empty data ends the session (Django's `SessionManager.save`). For imports
 * and tests; in a request, use the session.
 *
 * A live session keeps its owner, creation time, named lifetime and flash messages. If there is none, a guest's session
 * begins.
 */
export async function saveData(config: ManagerConfig, key: SessionKey, data: object, expiresAt: number): Promise<void> {
  const context = requireKeyedStore(config, 'save');
  const id = context.idOf(requireKey(key, 'save'));
  if (typeof data !== 'object' || !data || Array.isArray(data))
    throw new SessionError('INVALID_ARGUMENT', 'save: the data must be an object; an empty one deletes the session.');
  if (!Number.isSafeInteger(expiresAt) || !isInstant(expiresAt))
    throw new SessionError('INVALID_ARGUMENT', 'save: expiresAt is an instant in epoch milliseconds.');
  if (Object.keys(data).length === 0) {
    await endSession(context, id);
    return;
  }
  // As it is now: the store is asked first, and the caller may change the data meanwhile.
  const given = encodeWithin(context.serializer, { data: { ...data }, idle: 0 }, context.limits.maxPayloadBytes);
  const attributes = attributesOf(context, decodeData(config, given));
  const giveUpAt = performance.now() + context.budget;
  const store = context.store.until(giveUpAt);
  let first = await store.load(id);
  let current = first;
  do {
    const loaded = readRecord(context, id, current);
    if (current && loaded.status === 'over') {
      // It has ended by its creation time, which no update changes.
      await deleteIfVerified(store, id, current.version);
      first = current = await store.load(id);
      continue;
    }
    // After a sign-out, and after a sign-in under another key, this key must stay invalid.
    if (loaded.status === 'superseded' || (first && !current)) throw new InterruptedError(first?.owner !== undefined);
    const now = context.now();
    const former = loaded.status === 'live' ? loaded.base : undefined;
    const { flash, lifetime, started } = former?.envelope ?? {};
    const envelope: Envelope = {
      data: decodeData(config, given),
      ...(flash && { flash }),
      ...(lifetime !== undefined && { lifetime }),
      idle: expiresAt - now,
      ...(started && { started }),
    };
    const record: SessionRecord = {
      payload: encodeWithin(context.serializer, envelope, context.limits.maxPayloadBytes),
      createdAt: former?.createdAt ?? now,
      expiresAt,
      revision: createRevision(),
      ...(former?.owner !== undefined && { owner: former.owner }),
      ...(attributes && { attributes }),
    };
    const result = current
      ? await updateVerified(store, id, record, current.version)
      : await createVerified(store, id, record);
    if (result.status === 'written') return;
    // It may have been stored and the session may have ended since. Storing again would bring it back.
    if (result.status === 'lost') throw result.error;
    current = result.status === 'conflict' ? result.current : await store.load(id);
  } while (performance.now() < giveUpAt);
  throw new StoreError('save: other requests kept changing this session. Try again.', { outcome: 'not-applied' });
}
