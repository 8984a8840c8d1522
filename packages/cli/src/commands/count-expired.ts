import type { SessionStore } from '@sess/core';

/** More would take the database long to count. */
const most = 10_000_000;
/** Longer is not worth waiting for a bar. */
const limitMs = 5000;

/**
 * Returns how many records there are to remove; `undefined` if the store cannot tell, or not soon. What is wrong with
 * the store, clearing itself will say.
 */
export async function countExpired(store: SessionStore, signal: AbortSignal): Promise<number | undefined> {
  if (store.kind === 'sealed' || !store.countExpired) return undefined;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const givenUp = new Promise<undefined>((resolve) => {
    limited.addEventListener('abort', () => resolve(undefined));
  });
  const counted = store.countExpired(most, { signal: limited }).catch(() => undefined);
  const count = await Promise.race([counted, givenUp]);
  return count === most ? undefined : count;
}
