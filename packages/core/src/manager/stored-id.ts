import { SessionError } from '../contract/errors.js';
import { parseSessionId, parseSessionKey } from '../keys/session-key.js';
import type { SessionId } from '../contract/session-id.js';
import type { KeyedServices } from '../keyed/keyed-services.js';

/**
 * Under which id the store keeps the session that is meant; `undefined` for a text that no session can have, which is
 * as absent as one that none has. Only a key has to be waited for: with an id, the store is called before `inspect`
 * returns.
 *
 * @throws {@link SessionError} `INVALID_ARGUMENT` with status 400 for what is no string, as a request's body may hold;
 * and `NOT_SUPPORTED` for an id where ids are not hashed, because nobody can tell the key from it
 */
export function storedIdOf({ idOf, hashesIds }: KeyedServices, given: unknown, method: string): SessionId | undefined {
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
