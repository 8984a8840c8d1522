/** A promise that knows whether anything waits for it. It never counts as an unhandled rejection. */
export class ObservedPromise extends Promise<void> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  static of(work: Promise<void>): ObservedPromise {
    const promise = new ObservedPromise((resolve) => resolve(work));
    // Not by its own method, which would count as observing it.
    // oxlint-disable-next-line typescript/no-floating-promises -- it cannot be rejected
    Promise.prototype.then.call(promise, undefined, () => undefined);
    return promise;
  }

  isObserved = false;

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise, and `await` calls this method
  override then<Result = void, Failure = never>(
    fulfilled?: ((value: void) => Result | PromiseLike<Result>) | null,
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    this.isObserved = true;
    return super.then(fulfilled, rejected);
  }
}
