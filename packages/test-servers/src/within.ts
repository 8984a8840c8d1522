import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a promise. @throws Error with the text of `describe` when it takes longer than `limitMs` */
export async function within<T>(limitMs: number, promise: Promise<T>, describe: () => string): Promise<T> {
  const limit = new AbortController();
  try {
    return await Promise.race([
      promise,
      sleep(limitMs, undefined, { signal: limit.signal }).then(() => {
        throw new Error(describe());
      }),
    ]);
  } finally {
    limit.abort();
  }
}
