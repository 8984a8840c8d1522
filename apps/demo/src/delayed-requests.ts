import { Refusal } from './refusal.js';

const maxRequests = 200;

/** Makes requests slow on purpose: each waits until its group is released or its time is over. */
export class DelayedRequests {
  readonly #groups = new Map<string, Set<() => void>>();
  #count = 0;

  async delay(group: string, milliseconds: number): Promise<void> {
    if (this.#count >= maxRequests)
      throw new Refusal(429, 'TOO_MANY', `At most ${maxRequests} requests may wait at the same time.`);
    this.#count++;
    const waiting = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, waiting);
    let end = (): void => undefined;
    // The shop closes without waiting for the timer.
    const timer = setTimeout(() => end(), milliseconds).unref();
    await new Promise<void>((resolve) => {
      end = resolve;
      waiting.add(end);
    });
    clearTimeout(timer);
    this.#count--;
    waiting.delete(end);
    if (waiting.size === 0 && this.#groups.get(group) === waiting) this.#groups.delete(group);
  }

  count(group: string): number {
    return this.#groups.get(group)?.size ?? 0;
  }

  /** Lets the requests of a group continue. Returns how many there were. */
  release(group: string): number {
    const waiting = [...(this.#groups.get(group) ?? [])];
    for (const end of waiting) end();
    return waiting.length;
  }
}
