/** What this file reads of a `SessionError`. */
interface Failure {
  readonly status: number;
  readonly outcome?: 'not-applied' | 'unknown';
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Returns the headers of an error response: `Retry-After` when the store is down, and `Session-Outcome`, which says
 * what became of the request's changes. `not-applied`: nothing was stored, so the request can be sent again. `unknown`:
 * changes may have been stored, or were stored by an earlier `save()` or `destroy()`.
 */
export function errorHeaders(error: Failure): Readonly<Record<string, string>> {
  const isUnknown = storedBefore in error || frozenStoredBefore.has(error) || error.outcome === 'unknown';
  return { ...error.headers, 'Session-Outcome': isUnknown ? 'unknown' : 'not-applied' };
}

/** Returns the plain response to an error. It shows nothing of the error but its status. */
export function plainResponse(error: Failure): Response {
  return new Response(`${error.status}`, { status: error.status, headers: errorHeaders(error) });
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
  if (!(error instanceof Error)) return;
  if (!Reflect.defineProperty(error, storedBefore, { value: true, configurable: true })) frozenStoredBefore.add(error);
}
