import type { Call } from './call.js';
import { isWorthRepeating } from './not-applied.js';
import { readFailure } from './prisma-failure.js';
import { type Effect, storeFailure } from './store-failure.js';

/** A driver that waits for locks by itself may have used this up at its first failure; then nothing is repeated. */
const repeatForMs = 1000;
const maxPauseMs = 100;

/**
 * Runs one statement; what it throws becomes a `StoreError`.
 *
 * A deadlock, a serialization failure and a locked file of SQLite are certain not to have been applied, and are no news
 * about the session: asked again, the database says `conflict`, `gone` or done. So they are repeated, for about
 * a second. Nothing else is ever sent twice.
 */
export async function attempt<Result>(
  call: Call,
  effect: Effect,
  statement: () => PromiseLike<Result>,
): Promise<Result> {
  const begun = performance.now();
  for (let attempts = 1; ; attempts++) {
    try {
      return await statement();
    } catch (thrown) {
      const failure = readFailure(thrown);
      const isOver = performance.now() - begun > repeatForMs;
      if (isOver || !isWorthRepeating(failure)) throw storeFailure(call, effect, thrown, failure);
      // Random, so that two that fought once do not meet again.
      await pause(Math.random() * Math.min(5 * 2 ** attempts, maxPauseMs));
      call.signal?.throwIfAborted();
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
