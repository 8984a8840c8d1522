import { randomBytes } from 'node:crypto';
import { parseSessionId, type SessionId, type SessionRecord } from '@sess/core';
import { newRevision } from './fixture/random-ids.js';

/** Returns a random session id, for your own tests of a store. */
export function newId(): SessionId {
  const id = parseSessionId(randomBytes(20).toString('hex'));
  if (!id) throw new Error('@sess/core does not accept 40 hexadecimal digits as a session id.');
  return id;
}

/**
 * Returns a record that ends in an hour, for your own tests of a store.
 *
 * @param fields - What is different, such as `{ owner: 'alice' }`.
 */
export function newRecord(fields: Partial<SessionRecord> = {}): SessionRecord {
  const now = Date.now();
  return { payload: '{}', createdAt: now, expiresAt: now + 3_600_000, revision: newRevision(), ...fields };
}
