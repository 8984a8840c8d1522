import { createHash } from 'node:crypto';
import { parseSessionKey, SessionError, type SessionKey } from '@sess/core';

/**
 * Returns the session key for an id that a middleware has made, which has a form of its own. A session key stands for
 * itself. The store sees a digest of the key.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` with status 400 for what is not a string
 */
export function keyOf(sid: unknown): SessionKey {
  const key = parseSessionKey(requireSid(sid));
  if (key) return key;
  const digest = createHash('sha256')
    .update(`express-session:${sid as string}`)
    .digest('hex');
  // A digest in base 36 has 50 digits at most; each of the last 32 is as good as random.
  return BigInt(`0x${digest}`).toString(36).padStart(50, '0').slice(-32) as SessionKey;
}

/** @throws {@link SessionError} `INVALID_ARGUMENT` with status 400 for what cannot be an id */
export function requireSid(sid: unknown): string {
  if (typeof sid === 'string' && sid !== '') return sid;
  const kind = sid === '' ? 'empty' : sid === null ? 'null' : `of type ${typeof sid}`;
  throw new SessionError('INVALID_ARGUMENT', `A session id must be a string; what was given is ${kind}.`, {
    status: 400,
  });
}
