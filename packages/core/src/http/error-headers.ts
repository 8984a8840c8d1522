import { SessionError, StoreError } from '../contract/errors.js';

/**
 * Returns the headers of an error response: `Retry-After` when the store is down, and `Session-Outcome`, which says
 * what became of the request's changes. `not-applied`: nothing was stored, so the request can be sent again. `unknown`:
 * changes may have been stored, or were stored by an earlier `save()` or `destroy()`.
 */
export function errorHeaders(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof SessionError)) return {};
  const ofStore = error instanceof StoreError;
  const outcome =
    storedBefore in error || frozenStoredBefore.has(error) || (ofStore && error.outcome === 'unknown')
      ? 'unknown'
      : 'not-applied';
  return { ...(ofStore && error.headers), 'Session-Outcome': outcome };
}

/**
 * Marks the errors of requests that had stored something before. A symbol, because another copy of this package may
 * read it.
 */
const storedBefore = Symbol.for('@sess/core: stored before');

/** Errors that cannot be marked, because a store has frozen them. */
const frozenStoredBefore = new WeakSet<object>();

/**
 * Notes that the request which fails with this error has stored something before. The error itself is about one call
 * only.
 */
export function noteStoredBefore(error: unknown): void {
  if (!(error instanceof SessionError)) return;
  if (!Reflect.defineProperty(error, storedBefore, { value: true, configurable: true })) frozenStoredBefore.add(error);
}
