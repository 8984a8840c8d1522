import { SessionError, StoreError } from '../contract/errors.js';

/**
 * Returns the headers of an error response: `Retry-After` when the store is down, and `Session-Outcome`, which says what became of the
 * request's changes. `not-applied`: nothing was stored, so the request can be sent again. `unknown`: changes may have been stored, or
 * were stored by an earlier `save()` or `destroy()`.
 */
export function errorHeaders(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof SessionError)) return {};
  const ofStore = error instanceof StoreError;
  const outcome =
    halfway in error || frozenHalfway.has(error) || (ofStore && error.outcome === 'unknown')
      ? 'unknown'
      : 'not-applied';
  return { ...(ofStore && error.headers), 'Session-Outcome': outcome };
}

/** Marks the errors of requests that had stored something before. Whoever answers may use another copy of this package. */
const halfway = Symbol.for('@sess/core: stored before');

/** Those that a store has frozen, so that nothing can mark them. */
const frozenHalfway = new WeakSet<object>();

/** Says that the request which fails with it has stored something before: the error itself speaks of one call only. */
export function noteHalfway(error: unknown): void {
  if (!(error instanceof SessionError)) return;
  if (!Reflect.defineProperty(error, halfway, { value: true, configurable: true })) frozenHalfway.add(error);
}
