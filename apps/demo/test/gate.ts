import type { OpenStore } from '../src/stores/open-store.js';

/**
 * Makes requests overlap. SQLite is so fast that each of twenty concurrent requests would end before the next one
 * begins. So loads wait at the gate until the announced number has arrived.
 */
export class Gate {
  #awaited = 0;
  #release: () => void = () => undefined;
  #opened: Promise<void> = Promise.resolve();

  /** Lets the next `loads` loads return together, each with what was stored before any of them continued. */
  gather(loads: number): void {
    this.#awaited = loads;
    this.#opened = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  readonly wrap = (opened: OpenStore): OpenStore => {
    const pass = async <Result>(result: Promise<Result>): Promise<Result> => {
      if (this.#awaited === 0) return result;
      const loaded = await result;
      if (--this.#awaited === 0) this.#release();
      await this.#opened;
      return loaded;
    };
    const store = new Proxy(opened.store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const result: unknown = Reflect.apply(value, target, args);
          return name === 'load' ? pass(result as Promise<unknown>) : result;
        };
      },
    });
    return { ...opened, store };
  };
}
