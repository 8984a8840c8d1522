import { SessionError } from '@sess/core';
import type { Callback } from '../store/callback.js';
import { ObservedPromise } from './observed-promise.js';

/**
 * The actions of one request on its sessions, one after another.
 *
 * Code for express-session often ignores the result of `save()` and `destroy()`. If nothing waits for one, a failure
 * would end the process, or pass unnoticed. It becomes the failure of the response instead.
 */
export class SessionActions {
  /** The last session object of the request. The ones before it have ended. */
  latest!: { end(reason: string): void };
  #running: Promise<unknown> | undefined;
  readonly #failures: { readonly promise: ObservedPromise; readonly error: unknown }[] = [];
  readonly #fail: (error: unknown) => boolean;

  /** @param fail - Makes an error the response. Returns `false` if the response has begun. */
  constructor(fail: (error: unknown) => boolean) {
    this.#fail = fail;
  }

  /** Reports the end to the callback if there is one, otherwise by a promise. */
  run(session: object, work: () => Promise<void>, callback: Callback | undefined): object | Promise<void> {
    const done = this.#inTurn(work);
    // As in express-session, what is not a function counts as no callback: `save(null)` does, for one.
    if (typeof callback === 'function') {
      // Not inside the promise: what the callback throws is the application's, as with any callback of Node.
      done.then(
        () => process.nextTick(() => this.#call(callback)),
        (error: unknown) => process.nextTick(() => this.#call(callback, error)),
      );
      return session;
    }
    const promise = ObservedPromise.of(done);
    done.catch((error: unknown) => this.#failures.push({ promise, error }));
    return promise;
  }

  /** A visitor must not be able to end the process by a value that only our sessions refuse. */
  #call(callback: Callback, ...error: unknown[]): void {
    const refuse = (thrown: unknown): void => {
      if (!(thrown instanceof SessionError && this.#fail(thrown))) throw thrown;
    };
    try {
      const returned: unknown = callback(...error);
      // What `refuse` throws again ends the process, as without it.
      if (returned instanceof Promise) returned.catch(refuse);
    } catch (thrown) {
      refuse(thrown);
    }
  }

  /**
   * Does the last work before a commit, after all actions.
   *
   * @throws (or rejects with) the error of an action that nothing has waited for
   */
  finish(work: () => Promise<void> | undefined): Promise<void> | undefined {
    if (this.#running) return this.#inTurn(async () => this.#finish(work));
    return this.#finish(work);
  }

  #finish(work: () => Promise<void> | undefined): Promise<void> | undefined {
    const failure = this.#failures.splice(0).find(({ promise }) => !promise.isObserved);
    if (failure) throw failure.error;
    return work();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#running ? this.#running.then(work) : work();
    const settled: Promise<void> = mine.then(
      () => this.#settled(settled),
      () => this.#settled(settled),
    );
    this.#running = settled;
    return mine;
  }

  #settled(running: Promise<unknown>): void {
    if (this.#running === running) this.#running = undefined;
  }
}
