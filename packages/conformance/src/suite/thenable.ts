/** Checks for `then`: some drivers have their own promises, and some runners a `Promise` for each test file. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
