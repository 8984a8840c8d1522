import { SessionError, StoreError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';

/** One call of a store, as errors speak of it. */
export interface TimedCall {
  readonly verb: string;
  /** A read that failed has changed nothing; a write may have. */
  readonly effect: 'read' | 'write';
  /** Milliseconds that it may take. */
  readonly timeout: number;
}

/** Gives a call of a store what every one needs: a deadline, and a typed error whatever the driver throws. */
export async function callInTime<Result>(
  { verb, effect, timeout }: TimedCall,
  run: (options: CallOptions) => Result | Promise<Result>,
  { signal }: CallOptions = {},
): Promise<Result> {
  signal?.throwIfAborted();
  const outcome = effect === 'read' ? 'not-applied' : 'unknown';
  // Made only for a store that looks at it: most drivers take no signal.
  let controller: AbortController | undefined;
  const passed: CallOptions = {
    get signal() {
      controller ??= new AbortController();
      return controller.signal;
    },
  };
  let abort!: (reason: Error) => void;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = (reason) => {
      reject(reason);
      controller?.abort(reason);
    };
  });
  const timer = setTimeout(() => {
    abort(
      new StoreError(`The store did not answer "${verb}" within ${Math.ceil(timeout)} ms (storeTimeout).`, { outcome }),
    );
  }, timeout);
  const onAbort = (): void => {
    abort(new StoreError(`"${verb}" was aborted while it ran.`, { outcome, cause: signal?.reason }));
  };
  signal?.addEventListener('abort', onAbort);
  try {
    // The store's own promise may reject after the deadline has: `race` has then handled it already.
    return await Promise.race([run(passed), aborted]);
  } catch (error) {
    if (error instanceof SessionError) throw error;
    throw new StoreError(`The store failed at "${verb}".`, { outcome, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
