import { isHeard } from '#platform';
import type { CallOptions } from '../contract/call-options.js';
import { signalIfMade } from '../store/call-signal.js';

/** How many are kept. If more calls run at once, more are created, and dropped afterwards. */
const kept = 64;
const idle: AbortController[] = [];

/**
 * The abort signal of one store call. Most drivers take no signal, and creating one can cost more than the call. So it
 * is created only for a store that reads it, and is reused for a later call.
 */
export class LateSignal {
  #controller: AbortController | undefined;

  /** Whether a store has read the signal, or the call was given up. */
  get isMade(): boolean {
    return this.#controller !== undefined;
  }

  get signal(): AbortSignal {
    return this.#made().signal;
  }

  /** Also works if the store reads the signal only later. */
  abort(reason: unknown): void {
    this.#made().abort(reason);
  }

  /**
   * The call is over. A signal that was aborted, or that still has listeners, is not reused, because a later call does
   * not concern those listeners.
   */
  end(): void {
    const controller = this.#controller;
    if (!controller || idle.length === kept) return;
    const { signal } = controller;
    if (!signal.aborted && !isHeard(signal)) idle.push(controller);
  }

  #made(): AbortController {
    return (this.#controller ??= idle.pop() ?? new AbortController());
  }
}

const late = Symbol('late signal');

/** The options that the store is given: each call's own, because a driver may write to them. */
export class PassedOptions implements CallOptions {
  // A property of each object, because a store may pass on a copy; and one getter for all, because one for each would
  // take longer than the rest of the call. It finds its signal by a property, so that it also works for what inherits
  // from the options or wraps them.
  static readonly #property: PropertyDescriptor & ThisType<PassedOptions> = {
    enumerable: true,
    get() {
      return this[late].signal;
    },
  };

  declare readonly signal: AbortSignal;
  readonly [late]: LateSignal;

  constructor(signal: LateSignal) {
    this[late] = signal;
    Object.defineProperty(this, 'signal', PassedOptions.#property);
  }

  get [signalIfMade](): AbortSignal | undefined {
    return this[late].isMade ? this[late].signal : undefined;
  }
}
