import type { OpenStore } from '../src/stores/open-store.js';

/**
 * Makes requests meet. SQLite answers so fast that of twenty sent at once each is done before the next begins, and
 * nothing is shown by that; so loads wait behind the gate until as many have come as were announced.
 */
export class Gate {
  #awaited = 0;
  #release: () => void = () => undefined;
  #opened: Promise<void> = Promise.resolve();

  /** The next so many loads answer together, each with what was stored before any of them went on. */
  gather(loads: number): void {
    this.#awaited = loads;
    this.#opened = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  readonly wrap = (kept: OpenStore): OpenStore => {
    const pass = async <Result>(result: Promise<Result>): Promise<Result> => {
      if (this.#awaited === 0) return result;
      const loaded = await result;
      if (--this.#awaited === 0) this.#release();
      await this.#opened;
      return loaded;
    };
    const store = new Proxy(kept.store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const result: unknown = Reflect.apply(value, target, args);
          return name === 'load' ? pass(result as Promise<unknown>) : result;
        };
      },
    });
    return { ...kept, store };
  };
}
