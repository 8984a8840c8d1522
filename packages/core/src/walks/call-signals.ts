import { isHeard } from '#platform';
import type { CallOptions } from '../contract/call-options.js';

/** More are made where so many calls run at once, and thrown away afterwards. */
const kept = 64;
const idle: PassedOptions[] = [];

/** The options for one call of a store. Give them back when the call is over. */
export function takeOptions(): PassedOptions {
  return idle.pop() ?? new PassedOptions();
}

/**
 * Keeps them for the next call, because making a signal costs more than many a call; unless the signal was aborted, or somebody still
 * listens, whom the end of another call would not concern.
 */
export function giveBack(options: PassedOptions): void {
  if (idle.length < kept && !options.isSpent) idle.push(options);
}

/** Most drivers take no signal, so there is one only for a store that looks at it. */
export class PassedOptions implements CallOptions {
  // Of each object itself, because a store may pass on a copy by its properties; one getter for all, because making one takes long.
  static readonly #property: PropertyDescriptor & ThisType<PassedOptions> = {
    enumerable: true,
    get(): AbortSignal {
      this.#controller ??= new AbortController();
      return this.#controller.signal;
    },
  };

  declare readonly signal: AbortSignal;
  #controller: AbortController | undefined;

  constructor() {
    Object.defineProperty(this, 'signal', PassedOptions.#property);
  }

  get isSpent(): boolean {
    const signal = this.#controller?.signal;
    return signal !== undefined && (signal.aborted || isHeard(signal));
  }

  /** For a store that looks at the signal only later, too. */
  abort(reason: unknown): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }
}
