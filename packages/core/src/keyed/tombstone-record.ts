import type { SessionRecord } from '../contract/session-record.js';
import { createRevision } from '../keys/revision.js';
import { encodeEnvelope, type Tombstone, tombstoneLife } from '../payload/envelope.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';

export function tombstoneRecord(
  context: PersistenceContext,
  { createdAt }: Pick<SessionRecord, 'createdAt'>,
  tombstone: Tombstone,
): SessionRecord {
  return {
    payload: encodeEnvelope(context.serializer, tombstone),
    createdAt,
    expiresAt: context.now() + tombstoneLife,
    revision: createRevision(),
  };
}
