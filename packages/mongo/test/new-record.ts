import { randomBytes } from 'node:crypto';
import { parseSessionId, type SessionId, type SessionRecord } from '@sess/core';

export function newId(): SessionId {
  const id = parseSessionId(randomBytes(20).toString('hex'));
  if (!id) throw new Error('40 hexadecimal digits are a session id.');
  return id;
}

export function newRecord(more: Partial<SessionRecord> = {}): SessionRecord {
  const now = Date.now();
  return {
    payload: '{}',
    createdAt: now,
    expiresAt: now + 3_600_000,
    revision: randomBytes(16).toString('hex'),
    ...more,
  };
}
