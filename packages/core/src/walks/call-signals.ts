import { isHeard } from '#platform';
import type { CallOptions } from '../contract/call-options.js';

/** More are made where so many calls run at once, and thrown away afterwards. */
const kept = 64;
const idle: AbortController[] = [];

/**
 * The options that one call of a store is given. Most drivers take no signal, and making one costs more than many a call: so there is
 * one only for a store that looks at it, and it serves a later call, too.
 */
export class PassedOptions implements CallOptions {
  // Of each object itself, because a store may pass on a copy by its properties; one getter for all, because making one takes long.
  static readonly #property: PropertyDescriptor & ThisType<PassedOptions> = {
    enumerable: true,
    get(): AbortSignal {
      this.#controller ??= idle.pop() ?? new AbortController();
      return this.#controller.signal;
    },
  };

  declare readonly signal: AbortSignal;
  #controller: AbortController | undefined;

  constructor() {
    Object.defineProperty(this, 'signal', PassedOptions.#property);
  }

  abort(reason: unknown): void {
    this.#controller?.abort(reason);
  }

  /** The call is over. What was aborted, or what somebody still listens to, is kept for no other call: that would not concern them. */
  giveBack(): void {
    const controller = this.#controller;
    if (!controller) return;
    const { signal } = controller;
    if (idle.length < kept && !signal.aborted && !isHeard(signal)) idle.push(controller);
  }
}
