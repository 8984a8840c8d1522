import type { OwnerIndex, SessionStore } from '@sess/core';
import { NotWrittenYetError } from './not-written-yet-error.js';

/** Counts the calls of stores, and knows which of them are pending, and which verb is not written yet. */
export class WatchedCalls {
  #count = 0;
  #unwritten: Error | undefined;
  readonly #pending = new Map<symbol, string>();

  get count(): number {
    return this.#count;
  }

  /** The verbs of pending calls, without duplicates. */
  get pending(): readonly string[] {
    return [...new Set(this.#pending.values())];
  }

  /** The error of the first call whose verb is not written yet. */
  get unwritten(): Error | undefined {
    return this.#unwritten;
  }

  /** Discards all counts before a new law begins. */
  reset(): void {
    this.#count = 0;
    this.#unwritten = undefined;
    this.#pending.clear();
  }

  /**
   * Returns the same store with its calls counted. Nothing else changes: what it throws or returns synchronously is
   * still thrown or returned synchronously.
   */
  watch<Store extends SessionStore>(store: Store): Store {
    const owners = store.kind === 'keyed' ? store.owners : undefined;
    const watchedOwners = owners && this.#wrap<OwnerIndex>(owners, 'owners.');
    return this.#wrap(store, '', watchedOwners && { owners: watchedOwners });
  }

  #wrap<Target extends object>(
    target: Target,
    prefix: string,
    instead: Readonly<Record<string, unknown>> = {},
  ): Target {
    const wrappers = new Map<string, unknown>();
    // A proxy must return the properties of a frozen target unchanged, but not those that its target inherits.
    return new Proxy(Object.create(target) as Target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof name !== 'string' || name === 'constructor') return value;
        if (Object.hasOwn(instead, name)) return instead[name];
        if (typeof value !== 'function') return value;
        let wrapper = wrappers.get(name);
        if (!wrapper) {
          // Read again at each call: a store may replace its own methods.
          wrapper = (...args: unknown[]): unknown => this.#call(prefix + name, target, Reflect.get(target, name), args);
          wrappers.set(name, wrapper);
        }
        return wrapper;
      },
    });
  }

  #call(verb: string, target: object, method: unknown, args: unknown[]): unknown {
    this.#count++;
    const result: unknown = Reflect.apply(method as (...args: unknown[]) => unknown, target, args);
    if (result instanceof Promise) {
      const call = Symbol(verb);
      this.#pending.set(call, verb);
      // Returns the derived promise. If we only observed `result`, its rejection would count as handled even when the
      // caller ignores it.
      return result
        .catch((error: unknown) => {
          if (NotWrittenYetError.is(error)) this.#unwritten ??= error;
          throw error;
        })
        .finally(() => this.#pending.delete(call));
    }
    return result;
  }
}
