import type { Serializer } from '../contract/serializer.js';
import type { Values } from './session-changes.js';

/**
 * The flash messages of one session: kept until they are taken once.
 *
 * What the request did is the difference between what it loaded and what it has now.
 */
export class FlashChanges {
  readonly #serializer: Serializer;
  #stored: Values;
  #values: Values;
  #sent: Values;
  /** Whether all went, also what others put meanwhile: since the last attempt to store, and in it. */
  #isCleared = false;
  #isClearedInFlight = false;

  constructor(serializer: Serializer, stored: Values) {
    this.#serializer = serializer;
    this.#stored = stored;
    this.#sent = stored;
    this.#values = new Map(stored);
  }

  get size(): number {
    return this.#values.size;
  }

  outcome(): 'same' | 'removals' | 'changed' {
    if ([...this.#values].some((entry) => this.#isNew(entry))) return 'changed';
    return this.#values.size < this.#stored.size ? 'removals' : 'same';
  }

  peek(name: string): unknown {
    return this.#values.get(name);
  }

  put(name: string, value: unknown): void {
    this.#textOf(name, value);
    this.#values.set(name, value);
  }

  take(name: string): unknown {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** Removes every message, also those that other requests put meanwhile. */
  clear(): void {
    this.#values.clear();
    this.#isCleared = true;
  }

  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }

  /** What stands here now is on its way to the store; what is put or taken later waits for the next attempt. */
  send(): void {
    this.#sent = new Map(this.#values);
    this.#isClearedInFlight ||= this.#isCleared;
    this.#isCleared = false;
  }

  settle(): void {
    this.#stored = this.#sent;
    this.#isClearedInFlight = false;
  }

  /** A message that another request put meanwhile under a name that was taken here has been seen by nobody: it stays. */
  rebase(current: Values): void {
    const isCleared = this.#isCleared || this.#isClearedInFlight;
    const result = new Map(isCleared ? this.#values : current);
    for (const [name, value] of this.#stored) {
      if (this.#values.has(name) || !current.has(name)) continue;
      if (this.#textOf(name, current.get(name)) === this.#textOf(name, value)) result.delete(name);
    }
    for (const entry of this.#values) if (this.#isNew(entry)) result.set(entry[0], entry[1]);
    this.#stored = current;
    this.#values = result;
  }

  #isNew([name, value]: [string, unknown]): boolean {
    return !this.#stored.has(name) || this.#stored.get(name) !== value;
  }

  #textOf(name: string, value: unknown): string {
    return this.#serializer.serialize({ [`flash ${name}`]: value });
  }
}
