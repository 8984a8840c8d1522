import { refuseUnknownOptions, SessionError } from '@sess/core';
import type { Bytes } from './platform/cipher.js';
import type { SealingKey } from './sealing-key.js';
import { readSecret } from './secret.js';

/** A key as it is used. */
export interface RingKey {
  readonly name: string;
  readonly secret: Bytes;
  /** What it opens is to be sealed anew. */
  readonly isFormer: boolean;
}

const remedy = 'Make one with: node -p "crypto.randomBytes(32).toString(\'base64url\')"';

/** The keys of an application, in order: the first seals, all open. What is printed of it shows no key. */
export class KeyRing {
  readonly #keys = new Map<string, RingKey>();
  readonly #sealing: RingKey;

  /** @throws {@link SessionError} `INVALID_OPTION` for weak secrets, bad names, and rings that cannot seal. Quotes no secret. */
  constructor(keys: readonly SealingKey[]) {
    if (!Array.isArray(keys)) refuse('must be an array of keys, or a function that answers with one');
    let sealing: RingKey | undefined;
    for (const given of keys as readonly SealingKey[]) {
      if (typeof given !== 'object' || given === null) refuse('must be objects with name and secret');
      refuseUnknownOptions('CookieSessionStore.keys', given, ['name', 'secret', 'next']);
      const { name, secret, next = false } = given;
      if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(name)) {
        refuse('must have names of 1 to 32 characters of A-Z a-z 0-9 _ -');
      }
      // A text like 'false' would be taken for true, and a key that nobody else knows yet would not seal, or would.
      if (typeof next !== 'boolean') refuse(`says of "${name}" that it is next, neither by true nor by false`);
      if (this.#keys.has(name)) refuse(`has two keys with the name "${name}"`);
      const read = readSecret(secret);
      if ('problem' in read) refuse(`the secret of "${name}" ${read.problem}. ${remedy}`);
      const same = [...this.#keys.values()].find((other) => isSame(other.secret, read.bytes));
      if (same)
        refuse(`the secret of "${name}" is that of "${same.name}" too: removing one of them would remove nothing`);
      const key = { name, secret: read.bytes, isFormer: !next && sealing !== undefined };
      this.#keys.set(name, key);
      if (!next) sealing ??= key;
    }
    if (!sealing) refuse(`has no key to seal with. ${remedy}`);
    this.#sealing = sealing;
  }

  /** The first that is not to come. */
  get sealing(): RingKey {
    return this.#sealing;
  }

  /** The key of that name; others are never tried in its place. */
  find(name: string): RingKey | undefined {
    return this.#keys.get(name);
  }
}

function isSame(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function refuse(problem: string): never {
  throw new SessionError('INVALID_OPTION', `CookieSessionStore.keys ${problem}.`);
}
