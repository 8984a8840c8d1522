/** A value, or a promise of it: Node's ciphers are synchronous, Web Crypto's are asynchronous. */
export type Awaitable<T> = T | Promise<T>;

/** Applies `map` to a value: immediately unless it is a promise, so that nothing waits without need. */
export function mapAwaitable<T, R>(value: T | PromiseLike<T>, map: (value: T) => Awaitable<R>): Awaitable<R> {
  return isThenable(value) ? Promise.resolve(value).then(map) : map(value);
}

/** Not by `instanceof`: some database clients have promise classes of their own, which are truthy as values. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
