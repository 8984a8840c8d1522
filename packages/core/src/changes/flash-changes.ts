import { type WatchedObject, hasChanged } from './watched-object.js';
import { isObject } from '../payload/plain-object.js';
import type { Values } from './session-changes.js';
import type { ValueCopies } from './value-copies.js';

/**
 * The flash messages of one session. A message is kept until it is taken.
 *
 * The request's changes are the difference between the messages it loaded and those it has now. The application gets
 * copies, and the session keeps copies of the application's objects.
 */
export class FlashChanges {
  readonly #copies: ValueCopies;
  #stored: ReadonlyMap<string, unknown>;
  #values: Map<string, unknown>;
  #inFlight: ReadonlyMap<string, unknown>;
  /** The application's objects that were copied into the values. */
  readonly #copied = new Map<string, WatchedObject>();
  /**
   * Whether all messages were removed, including those of other requests: since the current attempt to write began, and
   * before.
   */
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

  /** How the messages differ from those that are stored. */
  kind(): 'same' | 'removals' | 'changed' {
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
    // The name becomes a stored key. Without this check, only the write would refuse it.
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

  /** Removes every message, including those that other requests have put since. */
  clear(): void {
    this.#values.clear();
    this.#copied.clear();
    this.#isCleared = true;
  }

  /** For storing. */
  snapshot(): Values {
    return Object.fromEntries(this.#values);
  }

  /** The attempt to write that begins now includes all changes so far. */
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

  /**
   * Keeps a message that another request has put under a name that was taken here, because no page has shown it yet.
   */
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

/** The start of the path in a refusal. */
function wrap(name: string): string {
  return `flash ${name}`;
}
