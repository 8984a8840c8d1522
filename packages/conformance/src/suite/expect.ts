import { AssertionError } from 'node:assert/strict';
import { inspect } from 'node:util';
import { isNativeError } from 'node:util/types';

/** Fails with the contract's demand and with what was seen, for readers who do not know the suite. */
export function expect(holds: boolean, demand: string, seen?: unknown): asserts holds {
  if (holds) return;
  const message = seen === undefined ? demand : `${demand}\nSeen: ${show(seen)}`;
  throw new AssertionError({ message, stackStartFn: expect });
}

export function show(value: unknown): string {
  if (isNativeError(value) || value instanceof Error) {
    const { name, message, cause } = value;
    return `${name}: ${message}${cause === undefined ? '' : `\n  because of ${show(cause)}`}`;
  }
  return inspect(value, { depth: 5, maxStringLength: 160, maxArrayLength: 20, breakLength: 110 });
}

/** Returns the error that the call rejects with; fails unless `isRight` holds for it. */
export async function expectRejection<E extends Error>(
  call: Promise<unknown>,
  isRight: (error: unknown) => error is E,
  demand: string,
): Promise<E> {
  const [outcome] = await Promise.allSettled([call]);
  expect(outcome.status === 'rejected', demand, outcome.status === 'fulfilled' && { resolvedWith: outcome.value });
  const reason: unknown = outcome.reason;
  if (reason instanceof AssertionError) throw reason;
  expect(isRight(reason), demand, reason);
  return reason;
}
