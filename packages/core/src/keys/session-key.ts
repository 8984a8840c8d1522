import { randomBytes, sha256Hex } from '#platform';
import type { SessionId, SessionKey } from '../contract/session-id.js';

export interface KeyAndId {
  readonly key: SessionKey;
  readonly id: SessionId;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const keyLength = 32;
/**
 * The largest multiple of 36 in a byte. Bytes from there on are skipped, because they would make the first letters
 * likelier.
 */
const unbiased = 252;

export function createSessionKey(): SessionKey {
  let key = '';
  while (key.length < keyLength) {
    for (const byte of randomBytes(keyLength + 8)) {
      if (byte < unbiased && key.length < keyLength) key += alphabet[byte % alphabet.length];
    }
  }
  return key as SessionKey;
}

/** Returns the key if this is a string in the form of a key, else `undefined`. A session id is not in that form. */
export function parseSessionKey(text: unknown): SessionKey | undefined {
  return typeof text === 'string' && /^[a-z0-9]{32}$/.test(text) ? (text as SessionKey) : undefined;
}

/**
 * Returns the id if this is a string in the form of an id, else `undefined`. Use it for ids from forms, JSON bodies
 * and URLs.
 */
export function parseSessionId(text: unknown): SessionId | undefined {
  return typeof text === 'string' && /^[0-9a-f]{40}$/.test(text) ? (text as SessionId) : undefined;
}

/** Turns a key into an id. */
export type IdOf = (key: SessionKey) => SessionId;

/** Returns the id under which a store keeps the session with that key. */
export function sessionIdOf(key: SessionKey): Promise<SessionId> {
  return Promise.resolve(digestOf(key));
}

/** The same without a promise. With `hashIds: false`, where keys serve as ids, it is what may be shown of one. */
export function digestOf(key: SessionKey | SessionId): SessionId {
  return sha256Hex(key).slice(0, 40) as SessionId;
}

/** Returns a new key and its id. They are created when they are first read, because most visitors need none. */
export function createKeyAndId(idOf: IdOf = digestOf): KeyAndId {
  return new LateKeyAndId(idOf);
}

class LateKeyAndId implements KeyAndId {
  readonly #idOf: IdOf;
  #key: SessionKey | undefined;
  #id: SessionId | undefined;

  constructor(idOf: IdOf) {
    this.#idOf = idOf;
  }

  get key(): SessionKey {
    return (this.#key ??= createSessionKey());
  }

  get id(): SessionId {
    return (this.#id ??= this.#idOf(this.key));
  }
}
