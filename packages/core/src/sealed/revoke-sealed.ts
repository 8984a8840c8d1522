import type { SealedRecord } from '../contract/sealed-store.js';
import type { SessionId } from '../contract/session-id.js';
import { isTombstone } from '../payload/envelope.js';
import type { Ending } from '../persistence/end-each.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import { tryDecodePayload } from '../persistence/read-record.js';
import { latestDeadline } from './reseal-due.js';
import { type SealedCalls, sealedRecord } from './sealed-calls.js';

type Revocable = Omit<SealedRecord, 'id'>;

/** Revokes all tokens of a session. Does nothing if the store cannot revoke. */
export async function revokeSealed(
  context: PersistenceContext,
  calls: SealedCalls,
  id: SessionId,
  record: Revocable,
): Promise<void> {
  // A session whose payload cannot be read is ended all the same.
  const envelope = tryDecodePayload(context, record.payload);
  const { sealedUntil = 0 } = envelope && !isTombstone(envelope) ? envelope : {};
  // Another request may have sealed it with a later deadline than this one knows, or with another lifetime.
  const expiresAt = Math.max(record.expiresAt, sealedUntil, latestDeadline(context, record.createdAt));
  await calls.revoke(sealedRecord(id, { ...record, expiresAt }));
}

/** Ends a session, and reports it. */
export async function endSealed(
  context: PersistenceContext,
  calls: SealedCalls,
  id: SessionId,
  record: Revocable,
): ReturnType<Ending> {
  await revokeSealed(context, calls, id, record);
  context.events.emit('destroyed', { id });
  return { isOurs: true };
}

/** Ends the session of a token that came under that cookie name, if the token is valid. */
export async function endToken(
  context: PersistenceContext,
  calls: SealedCalls,
  token: string,
  cookieName: string,
): ReturnType<Ending> {
  const unsealed = await calls.unseal(token, cookieName);
  return unsealed && endSealed(context, calls, unsealed.record.id as SessionId, unsealed.record);
}
