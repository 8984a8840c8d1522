/** A value that is there at once on Node and later elsewhere, where digests and ciphers are asynchronous. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: at once where it is there, so that nothing waits that need not. */
export function whenThere<T, R>(value: T | PromiseLike<T>, use: (value: T) => Awaitable<R>): Awaitable<R> {
  return isThenable(value) ? Promise.resolve(value).then(use) : use(value);
}

/** Clients of databases answer with promises of their own kind; taking one for a value would be "revoked", or "a key". */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
