import { SessionError } from '@sess/core';

/**
 * A store for express-session, of which two methods are needed. Each calls back, or returns a promise. `Session` is
 * what it keeps: the properties of `req.session`, with `cookie` among them.
 */
export interface ForeignStore {
  get(id: string, callback: (error: Error | null | undefined, session?: object | null) => void): unknown;
  destroy(id: string, callback: (error?: Error | null) => void): unknown;
  readonly touch?: unknown;
  readonly options?: unknown;
}

/** @throws `SessionError` `INVALID_OPTION` for what is not a store for express-session */
export function checkForeignStore(given: unknown): asserts given is ForeignStore {
  const store = Object(given) as Partial<ForeignStore & { readonly kind: unknown }>;
  if (store.kind === 'keyed' || store.kind === 'sealed') refuse('a store of @sess belongs in the option store');
  for (const verb of ['get', 'destroy'] as const)
    if (typeof store[verb] !== 'function') refuse(`it must be a store for express-session, with the method ${verb}`);
}

function refuse(problem: string): never {
  throw new SessionError('INVALID_OPTION', `session: from: ${problem}.`);
}

/**
 * Calls a method of a store that calls back or returns a promise, whichever settles first. Further calls of the
 * callback are ignored. A store that does neither leaves the promise pending.
 */
export function callForeignStore(store: ForeignStore, verb: 'get' | 'destroy', id: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned: unknown = store[verb](id, (error?: Error | null, result?: object | null | void) =>
      error ? reject(error) : resolve(result),
    );
    if (!isThenable(returned)) return;
    // An async method with a callback returns when it has begun, and its callback brings the result. `undefined` from
    // a method without one means what it says.
    const callsBack = store[verb].length > 1;
    returned.then((result) => {
      if (!callsBack || result !== undefined) resolve(result);
    }, reject);
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
