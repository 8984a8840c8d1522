/** A value that is there at once on Node and later elsewhere, where digests and ciphers are asynchronous. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: at once where it is there, so that nothing waits that need not. */
export function whenThere<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
