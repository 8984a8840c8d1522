import type { CallOptions } from '../contract/call-options.js';
import { type Outcome, StoreError } from '../contract/errors.js';
import { throwIfAborted } from './call-signal.js';

/** One call of a store's verb: what its statements need to know, and how its failures are reported. */
export class StoreCall {
  /** The class of the store. */
  readonly store: string;
  /** The verb that was called, such as `'update'`. */
  readonly verb: string;
  /**
   * Whether a part of the call has been carried out, such as the first of several deletions. A later failure of the
   * same call then has the outcome `'unknown'`.
   */
  hasPartiallyRun = false;
  readonly #options: CallOptions | undefined;

  constructor(store: string, verb: string, options: CallOptions | undefined) {
    this.store = store;
    this.verb = verb;
    this.#options = options;
  }

  /** For drivers that take one. */
  get signal(): AbortSignal | undefined {
    return this.#options?.signal;
  }

  /**
   * Call it before each further statement, so that nothing is sent for a caller who has given up.
   *
   * @throws the reason of the signal when the call was aborted; a `StoreError` `'unknown'` with that cause when a part
   * of the call has been carried out, because the reason says nothing about that
   */
  throwIfAborted(): void {
    try {
      throwIfAborted(this.#options);
    } catch (reason) {
      if (!this.hasPartiallyRun) throw reason;
      throw this.failure('it was aborted after a part of it was carried out', { outcome: 'unknown', cause: reason });
    }
  }

  /**
   * Returns the error to reject with: `RedisSessionStore could not update: ` and the problem. Its outcome is the one
   * given, unless a part of the call has already been carried out.
   *
   * @param problem - What is wrong, where, and what to do. Must not quote session data.
   */
  failure(problem: string, options: { readonly outcome: Outcome; readonly cause?: unknown }): StoreError {
    const outcome = this.hasPartiallyRun ? 'unknown' : options.outcome;
    return new StoreError(`${this.store} could not ${this.verb}: ${problem}`, { ...options, outcome });
  }
}
