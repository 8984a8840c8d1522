import { SessionError, StoreError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import { LateSignal, PassedOptions } from './call-signals.js';

/** One call of a store, as its errors describe it. */
export interface TimedCall {
  readonly verb: string;
  /** A failed read has changed nothing; a failed write may have been applied. */
  readonly effect: 'read' | 'write';
  /** The time limit in milliseconds. */
  readonly timeout: number;
}

/** Runs a call of a store with a deadline, and turns whatever the driver throws into a typed error. */
export function callInTime<Result>(
  call: TimedCall,
  run: (options: CallOptions) => Result | Promise<Result>,
  { signal }: CallOptions = {},
): Promise<Result> {
  // One promise for the result and the deadline, because `Promise.race` would create several.
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    new RunningCall<Result>(call, signal, resolve, reject).begin(run);
  });
}

class RunningCall<Result> {
  readonly #call: TimedCall;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (result: Result) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #passed = new LateSignal();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onAbort: (() => void) | undefined;
  #isOver = false;

  constructor(
    call: TimedCall,
    signal: AbortSignal | undefined,
    resolve: (result: Result) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#call = call;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(run: (options: CallOptions) => Result | Promise<Result>): void {
    if (this.#signal) this.#listen(this.#signal);
    let reply: Result | Promise<Result>;
    try {
      reply = run(new PassedOptions(this.#passed));
    } catch (error) {
      return this.#failed(error);
    }
    Promise.resolve(reply).then(
      (result) => this.#answered(result),
      (error: unknown) => this.#failed(error),
    );
    // Later, because a call that is answered at once, as from memory, needs no timer.
    queueMicrotask(() => this.#watch());
  }

  #watch(): void {
    if (this.#isOver) return;
    const { verb, timeout } = this.#call;
    this.#timer = setTimeout(
      () => this.#giveUp(`The store did not answer "${verb}" within ${Math.ceil(timeout)} ms (storeTimeout).`),
      timeout,
    );
  }

  #listen(signal: AbortSignal): void {
    this.#onAbort = () => this.#giveUp(`"${this.#call.verb}" was aborted while it ran.`, { cause: signal.reason });
    signal.addEventListener('abort', this.#onAbort);
  }

  #answered(result: Result): void {
    if (this.#isOver) return;
    this.#end();
    this.#resolve(result);
  }

  #failed(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(
      error instanceof SessionError
        ? error
        : this.#error(`The store failed at "${this.#call.verb}".`, { cause: error }),
    );
  }

  /** Fails the call. A later result of the store is dropped. */
  #giveUp(message: string, cause?: { readonly cause: unknown }): void {
    const reason = this.#error(message, cause);
    this.#passed.abort(reason);
    this.#end();
    this.#reject(reason);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#passed.end();
  }

  #error(message: string, cause?: { readonly cause: unknown }): StoreError {
    return new StoreError(message, { outcome: this.#call.effect === 'read' ? 'not-applied' : 'unknown', ...cause });
  }
}
