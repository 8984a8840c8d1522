/** A promise that knows whether anything waits for it. It never counts as an unhandled rejection. */
export class ObservedPromise<Value = void> extends Promise<Value> {
  static of<Value>(work: Promise<Value>): ObservedPromise<Value> {
    const promise = new ObservedPromise<Value>((resolve) => resolve(work));
    // Not by its own method, which would count as observing it.
    // oxlint-disable-next-line typescript/no-floating-promises -- it cannot be rejected
    Promise.prototype.then.call(promise, undefined, () => undefined);
    return promise;
  }

  isObserved = false;

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise, and `await` calls this method
  override then<Result = Value, Failure = never>(
    fulfilled?: ((value: Value) => Result | PromiseLike<Result>) | null,
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    this.isObserved = true;
    return super.then(fulfilled, rejected);
  }
}
