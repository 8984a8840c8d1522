import { refuseUnknownOptions, SessionError, StoreError } from '@sess/core';
import { type Awaitable, isThenable } from './awaitable.js';
import type { Bytes } from './platform/cipher.js';
import type { SealingKey } from './store-options.js';
import { parseSecret } from './secret.js';

/** A key that was checked. */
export interface RingKey {
  readonly name: string;
  readonly secret: Bytes;
  /** Cookies that it opens have to be sealed again, with a newer key. */
  readonly isFormer: boolean;
}

const remedy = 'Make one with: node -p "crypto.randomBytes(32).toString(\'base64url\')"';

/** The keys of an application, in order: the first one seals, all of them open. Printing a ring shows no key. */
export class KeyRing {
  readonly #keys = new Map<string, RingKey>();
  readonly #sealing: RingKey;

  /** @throws {@link SessionError} `INVALID_OPTION`, without quoting a secret, for keys that are weak or cannot seal. */
  constructor(keys: readonly SealingKey[]) {
    if (!Array.isArray(keys)) refuse('must be an array of keys, or a function that returns one');
    let sealing: RingKey | undefined;
    for (const given of keys as readonly SealingKey[]) {
      if (typeof given !== 'object' || given === null) refuse('must be objects with name and secret');
      refuseUnknownOptions('CookieSessionStore.keys', given, ['name', 'secret', 'next']);
      const { name, secret, next = false } = given;
      if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(name)) {
        refuse('must have names of 1 to 32 characters of A-Z a-z 0-9 _ -');
      }
      // The text 'false' is truthy: such a key would never seal.
      if (typeof next !== 'boolean') refuse(`must have true or false as "next", and "${name}" has neither`);
      if (this.#keys.has(name)) refuse(`has two keys with the name "${name}"`);
      const parsed = parseSecret(secret);
      if ('problem' in parsed) refuse(`cannot be used: the secret of "${name}" ${parsed.problem}. ${remedy}`);
      const same = [...this.#keys.values()].find((other) => isSame(other.secret, parsed.bytes));
      if (same) refuse(`has one secret for "${same.name}" and "${name}", so removing one of them would revoke nothing`);
      const key = { name, secret: parsed.bytes, isFormer: !next && sealing !== undefined };
      this.#keys.set(name, key);
      if (!next) sealing ??= key;
    }
    if (!sealing) refuse(`has no key to seal with. ${remedy}`);
    this.#sealing = sealing;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#keys.size;
  }

  /** The first key that is not marked `next`. */
  get sealing(): RingKey {
    return this.#sealing;
  }

  /** Returns the key of that name. No other key is tried in its place. */
  find(name: string): RingKey | undefined {
    return this.#keys.get(name);
  }
}

/** Returns a function for the current ring. It calls `getKeys` each time, and checks the keys only when one changed. */
export function dynamicKeyRing(
  getKeys: () => readonly SealingKey[] | PromiseLike<readonly SealingKey[]>,
): () => Awaitable<KeyRing> {
  let last: { readonly parts: readonly unknown[]; readonly ring: KeyRing } | undefined;
  const ringOf = (keys: readonly SealingKey[]): KeyRing => {
    const parts = partsOf(keys);
    // Comparing the arrays would not do: a key that was removed from the same array would go on opening cookies.
    if (!last || last.parts.length !== parts.length || parts.some((part, index) => part !== last?.parts[index])) {
      last = { parts, ring: new KeyRing(keys) };
    }
    return last.ring;
  };
  return () => {
    try {
      const keys = getKeys();
      return isThenable(keys) ? Promise.resolve(keys).then(ringOf).catch(failed) : ringOf(keys);
    } catch (error) {
      return failed(error);
    }
  };
}

function partsOf(keys: readonly SealingKey[]): readonly unknown[] {
  return Array.isArray(keys)
    ? (keys as readonly (SealingKey | undefined)[]).flatMap((key) => [key?.name, key?.secret, key?.next])
    : [keys];
}

/** A weak key is a mistake in the configuration, which trying again does not mend. */
function failed(error: unknown): never {
  if (error instanceof SessionError) throw error;
  throw new StoreError('The keys of the session cookies are not available.', { outcome: 'not-applied', cause: error });
}

function isSame(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function refuse(problem: string): never {
  throw new SessionError('INVALID_OPTION', `CookieSessionStore.keys ${problem}.`);
}
