import type { OwnerIndex, SessionStore } from '@sess/core';

/** Counts the calls of stores, and knows which were not answered yet. */
export class WatchedCalls {
  #count = 0;
  readonly #pending = new Map<symbol, string>();

  get count(): number {
    return this.#count;
  }

  /** The verbs that nobody answered yet, each once. */
  get pending(): readonly string[] {
    return [...new Set(this.#pending.values())];
  }

  /** Forgets what was before: a new law begins. */
  reset(): void {
    this.#count = 0;
    this.#pending.clear();
  }

  /**
   * The same store with its calls counted, and nothing else changed: what it throws at once is still thrown at once, and
   * what it answers at once is still so answered.
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
    return new Proxy(target, {
      get: (inner, name) => {
        const value: unknown = Reflect.get(inner, name);
        if (typeof name !== 'string' || name === 'constructor' || isFixed(inner, name)) return value;
        if (Object.hasOwn(instead, name)) return instead[name];
        if (typeof value !== 'function') return value;
        let wrapper = wrappers.get(name);
        if (!wrapper) {
          // Read again at each call: a store may replace its own methods.
          wrapper = (...args: unknown[]): unknown => this.#call(prefix + name, inner, Reflect.get(inner, name), args);
          wrappers.set(name, wrapper);
        }
        return wrapper;
      },
    });
  }

  #call(verb: string, target: object, method: unknown, args: unknown[]): unknown {
    this.#count++;
    const answer: unknown = Reflect.apply(method as (...args: unknown[]) => unknown, target, args);
    if (answer instanceof Promise) {
      const call = Symbol(verb);
      this.#pending.set(call, verb);
      // The caller gets the promise that follows: one that is only watched would count as handled, and hide a rejection
      // that nobody waits for.
      return answer.finally(() => this.#pending.delete(call));
    }
    return answer;
  }
}

/** A proxy has to show these as they are: a frozen store's calls go uncounted. */
function isFixed(target: object, name: string): boolean {
  const property = Object.getOwnPropertyDescriptor(target, name);
  return property !== undefined && property.configurable === false && property.writable === false;
}
