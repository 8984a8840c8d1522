/** The part of `AsyncLocalStorage` that core uses. */
export interface CallScope<Value> {
  run<Result>(value: Value, call: () => Result): Result;
  getStore(): Value | undefined;
}
