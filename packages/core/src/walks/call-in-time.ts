import { SessionError, StoreError } from '../contract/errors.js';
import type { CallOptions } from '../contract/call-options.js';
import { giveBack, takeController } from './call-signals.js';

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
  // Taken only for a store that looks at it: most drivers take no signal.
  let controller: AbortController | undefined;
  const passed: CallOptions = {
    get signal() {
      controller ??= takeController();
      return controller.signal;
    },
  };
  let giveUp!: (reason: Error) => void;
  const timer = setTimeout(() => {
    giveUp(
      new StoreError(`The store did not answer "${verb}" within ${Math.ceil(timeout)} ms (storeTimeout).`, { outcome }),
    );
  }, timeout);
  const onAbort = (): void => {
    giveUp(new StoreError(`"${verb}" was aborted while it ran.`, { outcome, cause: signal?.reason }));
  };
  signal?.addEventListener('abort', onAbort);
  try {
    // One promise for the answer and the deadline: a race would make several. What the store answers after the deadline is dropped.
    return await new Promise<Result>((resolve, reject) => {
      giveUp = (reason) => {
        reject(reason);
        controller?.abort(reason);
      };
      Promise.resolve(run(passed)).then(resolve, reject);
    });
  } catch (error) {
    if (error instanceof SessionError) throw error;
    throw new StoreError(`The store failed at "${verb}".`, { outcome, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    if (controller) giveBack(controller);
  }
}
