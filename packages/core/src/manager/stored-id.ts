import { SessionError } from '../contract/errors.js';
import { parseSessionId, parseSessionKey } from '../keys/session-key.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';
import type { KeyedContext } from '../keyed/keyed-context.js';

/**
 * Returns the id under which the store keeps the session of a key or an id, or `undefined` for a string that has
 * neither form, which no session can have.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` with status 400 for a value that is not a string, because a request's
 * body may contain one; `NOT_SUPPORTED` for an id with `hashIds: false`, because the key cannot be computed from it
 */
export function storedIdOf({ idOf, hashesIds }: KeyedContext, given: unknown, method: string): SessionId | undefined {
  if (typeof given !== 'string') {
    const kind = given === null ? 'null' : Array.isArray(given) ? 'an array' : `of type ${typeof given}`;
    const message = `${method}: a session id must be a string; what was given is ${kind}.`;
    throw new SessionError('INVALID_ARGUMENT', message, { status: 400 });
  }
  const key = parseSessionKey(given);
  if (key) return idOf(key);
  const id = parseSessionId(given);
  if (!id || hashesIds) return id;
  throw new SessionError(
    'NOT_SUPPORTED',
    `${method}: with hashIds: false the store finds a session by its key. An id is only the key's digest, for logs and lists.`,
  );
}

/** @throws {@link SessionError} `INVALID_ARGUMENT` for what is not in the form of a key */
export function requireKey(given: unknown, method: string): SessionKey {
  const key = parseSessionKey(given);
  if (key) return key;
  throw new SessionError('INVALID_ARGUMENT', `${method}: a session key is 32 characters of a-z and 0-9.`);
}
