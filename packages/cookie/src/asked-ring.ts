import { SessionError, StoreError } from '@sess/core';
import { type Awaitable, isThenable } from './awaitable.js';
import { KeyRing } from './key-ring.js';
import type { SealingKey } from './sealing-key.js';

/** A ring whose keys are asked for at each cookie. Its secrets are read anew only when a key is another one than before. */
export function askedRing(
  ask: () => readonly SealingKey[] | PromiseLike<readonly SealingKey[]>,
): () => Awaitable<KeyRing> {
  let last: { readonly parts: readonly unknown[]; readonly ring: KeyRing } | undefined;
  const ringOf = (keys: readonly SealingKey[]): KeyRing => {
    const parts = partsOf(keys);
    // Not by the array: one that is changed in place would go on to open with a key that was removed from it.
    if (!last || last.parts.length !== parts.length || parts.some((part, index) => part !== last?.parts[index])) {
      last = { parts, ring: new KeyRing(keys) };
    }
    return last.ring;
  };
  return () => {
    try {
      const keys = ask();
      return isThenable(keys) ? Promise.resolve(keys).then(ringOf).catch(unavailable) : ringOf(keys);
    } catch (error) {
      return unavailable(error);
    }
  };
}

function partsOf(keys: readonly SealingKey[]): readonly unknown[] {
  return Array.isArray(keys)
    ? (keys as readonly (SealingKey | undefined)[]).flatMap((key) => [key?.name, key?.secret, key?.next])
    : [keys];
}

/** A weak key is a mistake that waiting does not mend. */
function unavailable(error: unknown): never {
  if (error instanceof SessionError) throw error;
  throw new StoreError('The keys of the session cookies cannot be had.', { outcome: 'not-applied', cause: error });
}
