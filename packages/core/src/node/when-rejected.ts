/**
 * Calls `rejected` if what somebody's function has returned is a promise, and when it rejects. Returns what then becomes of it;
 * what is no promise, as it is.
 */
export function whenRejected(returned: unknown, rejected: (reason: unknown) => unknown): unknown {
  const isPromise = typeof returned === 'object' && returned && 'then' in returned;
  return isPromise ? Promise.resolve(returned).catch(rejected) : returned;
}
