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
    const passed = new LateSignal();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      passed.end();
    };
    const returned = (result: Result): void => {
      if (isOver) return;
      end();
      resolve(result);
    };
    const failed = (error: unknown): void => {
      if (isOver) return;
      end();
      reject(
        error instanceof SessionError
          ? error
          : failureOf(call, `The store failed at "${call.verb}".`, { cause: error }),
      );
    };
    // A later result of the store is dropped.
    const giveUp = (message: string, cause?: ErrorOptions): void => {
      const reason = failureOf(call, message, cause);
      passed.abort(reason);
      failed(reason);
    };
    const abort = (): void => giveUp(`"${call.verb}" was aborted while it ran.`, { cause: signal?.reason });
    signal?.addEventListener('abort', abort);
    const watch = (): void => {
      if (isOver) return;
      timer = setTimeout(
        () => giveUp(`The store did not reply to "${call.verb}" within ${Math.ceil(call.timeout)} ms (storeTimeout).`),
        call.timeout,
      );
    };
    try {
      Promise.resolve(run(new PassedOptions(passed))).then(returned, failed);
    } catch (error) {
      failed(error);
    }
    // Later, because a call that returns at once, as from memory, needs no timer. Not by `queueMicrotask`, for
    // which Node creates an async resource.
    Promise.resolve().then(watch, failed);
  });
}

function failureOf({ effect }: TimedCall, message: string, cause?: ErrorOptions): StoreError {
  return new StoreError(message, { outcome: effect === 'read' ? 'not-applied' : 'unknown', ...cause });
}
