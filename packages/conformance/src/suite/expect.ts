import { AssertionError } from 'node:assert/strict';
import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';

/** Fails with the contract's demand and with what was seen, for readers who do not know the suite. */
export function expect(holds: boolean, demand: string, ...seen: [unknown?]): asserts holds {
  if (holds) return;
  const message = seen.length === 0 ? demand : `${demand}\nSeen: ${show(seen[0])}`;
  throw new AssertionError({ message, stackStartFn: expect });
}

/** Fails unless the two are the same string, number, boolean or object. */
export function expectEqual<Value>(seen: Value, wanted: Value, demand: string): void {
  if (seen === wanted) return;
  const message = `${demand}\nSeen: ${show(seen)}\nExpected: ${show(wanted)}`;
  throw new AssertionError({ message, stackStartFn: expectEqual });
}

/** Fails if the list has items, or the object has keys. */
export function expectEmpty(found: object, demand: string): void {
  if (Object.keys(found).length === 0) return;
  throw new AssertionError({ message: `${demand}\nSeen: ${show(found)}`, stackStartFn: expectEmpty });
}

export function show(value: unknown): string {
  if (isNativeError(value) || value instanceof Error) {
    const { name, message, cause } = value;
    return `${name}: ${message}${cause === undefined ? '' : `\n  because of ${show(cause)}`}`;
  }
  return inspect(value, { depth: 5, maxStringLength: 160, maxArrayLength: 20, breakLength: 110 });
}

/** A kind of error, and its name in failures. */
export interface ErrorKind<E extends Error> {
  readonly name: string;
  readonly is: (error: unknown) => error is E;
}

/** Returns the error with which the call rejects, or that the function throws; fails unless it is of this kind. */
export async function expectRejection<E extends Error>(
  call: Promise<unknown> | (() => unknown),
  kind: ErrorKind<E>,
  what: string,
  detail = '',
): Promise<E> {
  const demand = `${what} must reject with ${kind.name}${detail}.`;
  const [outcome] = await Promise.allSettled([typeof call === 'function' ? Promise.resolve().then(call) : call]);
  expect(outcome.status === 'rejected', demand, outcome.status === 'fulfilled' && { resolvedWith: outcome.value });
  const reason: unknown = outcome.reason;
  if (reason instanceof AssertionError) throw reason;
  expect(kind.is(reason), demand, reason);
  return reason;
}
