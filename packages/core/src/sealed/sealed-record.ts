import type { SealedRecord } from '../contract/sealed-store.js';
import type { SessionId } from '../contract/session-id.js';

/** What a sealed store is given of a record. */
export function sealedRecord(
  id: SessionId,
  { payload, createdAt, expiresAt, owner }: Omit<SealedRecord, 'id'>,
): SealedRecord {
  return { id, payload, createdAt, expiresAt, ...(owner !== undefined && { owner }) };
}
