import { isHeard } from '#platform';
import type { CallOptions } from '../contract/call-options.js';

/** More are made where so many calls run at once, and thrown away afterwards. */
const kept = 64;
const idle: AbortController[] = [];

/**
 * The options that one call of a store is given. Most drivers take no signal, and making one costs more than many a call: so there is
 * one only for a store that looks at it, and it serves a later call, too. The options themselves do not: a driver may write to them.
 */
export class PassedOptions implements CallOptions {
  declare readonly signal: AbortSignal;
  #controller: AbortController | undefined;

  constructor() {
    // A property of its own, whoever asks: a store may pass on a copy, or an object that inherits from this one.
    Object.defineProperty(this, 'signal', { enumerable: true, get: () => this.#controllerOf().signal });
  }

  /** For a store that looks at the signal only later, too. */
  abort(reason: unknown): void {
    this.#controllerOf().abort(reason);
  }

  /** The call is over. What was aborted, or what somebody still listens to, is kept for no other call: that would not concern them. */
  end(): void {
    const controller = this.#controller;
    if (!controller || idle.length === kept) return;
    const { signal } = controller;
    if (!signal.aborted && !isHeard(signal)) idle.push(controller);
  }

  #controllerOf(): AbortController {
    return (this.#controller ??= idle.pop() ?? new AbortController());
  }
}
