import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** Returns the data in a `session_data` of `backends.db`, or `undefined` if that key has not signed it. */
export function readSessionData(text: string, secretKey: string): Record<string, unknown> | undefined {
  const end = text.lastIndexOf(':');
  const signature = Buffer.from(text.slice(end + 1), 'base64url');
  const expected = saltedHmac('django.contrib.sessions.SessionStoresigner', secretKey, text.slice(0, end));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  const isCompressed = text.startsWith('.');
  const bytes = Buffer.from(text.slice(isCompressed ? 1 : 0, text.indexOf(':')), 'base64url');
  return JSON.parse(String(isCompressed ? inflateSync(bytes) : bytes)) as Record<string, unknown>;
}

/** Returns the `_auth_user_hash` of the sessions of a user with that value in the column `password`. */
export function sessionAuthHash(password: string, secretKey: string): string {
  const salt = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash';
  return saltedHmac(salt, secretKey, password).toString('hex');
}

function saltedHmac(salt: string, secretKey: string, value: string): Buffer {
  const key = createHash('sha256').update(salt).update(secretKey).digest();
  return createHmac('sha256', key).update(value).digest();
}
