import { SessionError, StoreError } from '../contract/errors.js';

/**
 * What the answer carries that an error takes the place of: `Retry-After` when the store is down, and `Session-Outcome`, which says
 * what became of the changes that were pending. `not-applied`: nothing was stored, so the request can be sent again. `unknown`: they
 * may have been stored.
 */
export function errorHeaders(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof StoreError) return { ...error.headers, 'Session-Outcome': error.outcome };
  return error instanceof SessionError ? { 'Session-Outcome': 'not-applied' } : {};
}
