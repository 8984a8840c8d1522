import { ObservedPromise } from '../session-object/observed-promise.js';

/** A callback of Node's form. The value is absent if there is none. */
// oxlint-disable-next-line typescript/no-explicit-any -- code for express-session gives the parameter any type
export type Callback<Value = void> = (error?: any, value?: Value) => void;

/**
 * Passes the result to the callback if there is one, and returns it as a promise otherwise.
 *
 * express-session ignores what a store returns, and calls `destroy` without a callback if the application does. A
 * failure that nothing waits for becomes a warning, because an unhandled rejection would end the process.
 */
export function settle<Value>(work: Promise<Value>, callback: unknown): Promise<Value> | undefined {
  if (typeof callback !== 'function') {
    const promise = ObservedPromise.of(work);
    // Later, because `await` begins to wait for such a promise a moment after it was returned.
    work.catch((error: unknown) => setImmediate(() => promise.isObserved || warn(error)));
    return promise;
  }
  // Not inside the promise: what the callback throws is the application's, as with any callback of Node.
  work.then(
    (value) => process.nextTick(callback as Callback<Value>, null, value),
    (error: unknown) => process.nextTick(callback as Callback<Value>, error),
  );
  return undefined;
}

function warn(error: unknown): void {
  const message = `A call of a session store failed, and had no callback: ${String(error)}`;
  process.emitWarning(message, { type: 'SessionWarning', code: 'SESS_STORE_CALL' });
}
