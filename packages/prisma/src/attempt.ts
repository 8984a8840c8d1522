import type { StoreCall } from '@sess/core/store';
import { readFailure } from './driver-failure.js';
import { type Effect, isWorthRepeating } from './outcome-of.js';
import { storeFailure } from './store-failure.js';

/** A driver that itself waits for locks may have used this up at its first failure. Then nothing is repeated. */
const repeatForMs = 1000;
const maxPauseMs = 100;

/**
 * Runs one statement and turns what it throws into a `StoreError`.
 *
 * A statement that lost a deadlock or a serialization conflict, or found SQLite's file locked, was certainly not
 * applied, and says nothing about the session: when it is repeated, the database returns `conflict`, `gone` or success.
 * So it is repeated for about a second. Nothing else is ever sent twice.
 */
export async function attempt<Result>(
  call: StoreCall,
  effect: Effect,
  statement: () => PromiseLike<Result>,
): Promise<Result> {
  const start = performance.now();
  for (let attempts = 1; ; attempts++) {
    try {
      return await statement();
    } catch (thrown) {
      const failure = readFailure(thrown);
      const isOver = performance.now() - start > repeatForMs;
      if (isOver || !isWorthRepeating(failure)) throw storeFailure(call, effect, thrown, failure);
      // Random, so that two statements that collided once do not collide again.
      await pause(Math.random() * Math.min(5 * 2 ** attempts, maxPauseMs));
      call.throwIfAborted();
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
