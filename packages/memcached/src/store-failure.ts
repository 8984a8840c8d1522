import { SessionError, StoreError } from '@sess/core';
import type { StoreCall } from '@sess/core/store';

/** Whether the command changes anything. A command that only reads is never half done. */
export type Effect = 'read' | 'write';

/** Returns what a call rejects with when the client rejects. */
export function storeFailure(call: StoreCall, effect: Effect, thrown: unknown): Error {
  // The client refused an argument, such as the key. Nothing was sent to the server.
  if (thrown instanceof SessionError && !(thrown instanceof StoreError)) return thrown;
  const known = thrown instanceof StoreError ? thrown.outcome : 'unknown';
  const problem = thrown instanceof Error ? thrown.message || thrown.name : 'its client rejected without an error';
  return call.failure(problem, { outcome: effect === 'read' ? 'not-applied' : known, cause: thrown });
}
