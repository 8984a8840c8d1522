/** Calls `rejected` if what somebody's function has returned is a promise, and when it rejects. */
export function whenRejected(returned: unknown, rejected: (reason: unknown) => void): void {
  const isPromise = typeof returned === 'object' && returned && 'then' in returned;
  if (isPromise) Promise.resolve(returned).catch(rejected);
}
