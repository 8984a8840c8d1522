import { SessionError, StoreError } from '@sess/core';

/** Whether the command changes anything: one that only reads is never half done. */
export type Effect = 'read' | 'write';

/** What a call rejects with when the client does. */
export function storeFailure(verb: string, effect: Effect, thrown: unknown): Error {
  // Refused by its own rules, as a key: not the server's doing.
  if (thrown instanceof SessionError && !(thrown instanceof StoreError)) return thrown;
  const known = thrown instanceof StoreError ? thrown.outcome : 'unknown';
  const problem = thrown instanceof Error ? thrown.message || thrown.name : 'its client rejected without an error';
  return new StoreError(`MemcachedSessionStore could not ${verb}: ${problem}`, {
    outcome: effect === 'read' ? 'not-applied' : known,
    cause: thrown,
  });
}
