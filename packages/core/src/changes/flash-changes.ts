import { type WatchedObject, hasChanged } from './watched-object.js';
import { isObject } from '../payload/plain-object.js';
import type { Values } from './session-changes.js';
import type { ValueCopies } from './value-copies.js';

/**
 * The flash messages of one session: kept until they are taken once.
 *
 * What the request did is the difference between what it loaded and what it has now. What is handed out is a copy, and so is what is
 * kept of the application's objects.
 */
export class FlashChanges {
  readonly #copies: ValueCopies;
  #stored: ReadonlyMap<string, unknown>;
  #values: Map<string, unknown>;
  #inFlight: ReadonlyMap<string, unknown>;
  /** The application's objects whose copies are among the values. */
  readonly #copied = new Map<string, WatchedObject>();
  /** Whether all went, also what others put meanwhile: since the last attempt to store, and in it. */
  #isCleared = false;
  #isClearedInFlight = false;

  constructor(copies: ValueCopies, stored: Values = {}) {
    this.#copies = copies;
    this.#values = new Map(Object.entries(stored));
    this.#inFlight = this.#stored = new Map(this.#values);
  }

  get size(): number {
    return this.#values.size;
  }

  outcome(): 'same' | 'removals' | 'changed' {
    this.#mergeEdits();
    if ([...this.#values].some((entry) => this.#isNew(entry))) return 'changed';
    return this.#values.size < this.#stored.size ? 'removals' : 'same';
  }

  peek(name: string): unknown {
    const object = this.#copied.get(name);
    if (object) this.#mergeEdits([[name, object]]);
    return this.#copies.copyOwn(wrap(name), this.#values.get(name));
  }

  put(name: string, value: unknown): void {
    // The name is a key of what is stored, and would else be refused only there.
    this.#copies.refuse('flash', { [name]: null });
    this.#copies.refuseGiven(wrap(name), value);
    const copy = this.#copies.copy(wrap(name), value);
    this.#values.set(name, copy);
    this.#copied.delete(name);
    if (isObject(value)) this.#copied.set(name, { theirs: value, ours: undefined, seen: copy });
  }

  take(name: string): unknown {
    const value = this.peek(name);
    this.#values.delete(name);
    this.#copied.delete(name);
    return value;
  }

  /** Removes every message, also those that other requests put meanwhile. */
  clear(): void {
    this.#values.clear();
    this.#copied.clear();
    this.#isCleared = true;
  }

  /** For storing. */
  snapshot(): Values {
    return Object.fromEntries(this.#values);
  }

  /** What is here now is on its way to the store; what is put or taken later waits for the next attempt. */
  beginWrite(): void {
    this.#mergeEdits();
    this.#inFlight = new Map(this.#values);
    this.#isClearedInFlight ||= this.#isCleared;
    this.#isCleared = false;
  }

  confirmWrite(): void {
    this.#stored = this.#inFlight;
    this.#isClearedInFlight = false;
  }

  /** A message that another request put meanwhile under a name that was taken here has been seen by nobody: it stays. */
  rebase(stored: Values = {}): void {
    this.#mergeEdits();
    const current = new Map(Object.entries(stored));
    const isCleared = this.#isCleared || this.#isClearedInFlight;
    const result = new Map(isCleared ? this.#values : current);
    for (const [name, value] of this.#stored) {
      if (this.#values.has(name) || !current.has(name)) continue;
      if (this.#copies.isEqual(current.get(name), value)) result.delete(name);
    }
    for (const entry of this.#values) if (this.#isNew(entry)) result.set(entry[0], entry[1]);
    this.#stored = current;
    this.#values = result;
  }

  #isNew([name, value]: [string, unknown]): boolean {
    return !this.#stored.has(name) || this.#stored.get(name) !== value;
  }

  #mergeEdits(copied: Iterable<[string, WatchedObject]> = this.#copied): void {
    for (const [name, object] of copied) {
      if (!hasChanged(this.#copies, wrap(name), object)) continue;
      this.#copies.refuse(wrap(name), object.theirs);
      object.seen = this.#copies.copy(wrap(name), object.theirs);
      this.#values.set(name, object.seen);
    }
  }
}

/** How a refusal's path begins. */
function wrap(name: string): string {
  return `flash ${name}`;
}
