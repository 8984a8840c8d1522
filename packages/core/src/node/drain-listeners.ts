import type { HoldableResponse } from './node-exchange.js';

type Listener = (...event: unknown[]) => void;

/**
 * Knows who waits for `drain`, so that nobody who was told to wait while the response was held waits for ever.
 *
 * `compression` hands such listeners on to its own stream, which has no reason to speak up: it was never full.
 */
export class DrainListeners {
  readonly #response: HoldableResponse;
  readonly #belowOn: HoldableResponse['on'] | undefined;
  readonly #ownOn: HoldableResponse['on'] | undefined;
  #elsewhere: Listener[] = [];

  constructor(response: HoldableResponse) {
    this.#response = response;
    if (!Object.hasOwn(response, 'on')) return;
    // oxlint-disable-next-line typescript/unbound-method -- called on the response
    const { on } = response;
    this.#belowOn = on;
    this.#ownOn = (event: string | symbol, listener: Listener) => {
      if (event === 'drain') this.#elsewhere.push(listener);
      return on.call(response, event, listener);
    };
    response.on = this.#ownOn;
  }

  /** Whether all who wait can be woken; who came before the hold, behind somebody else's `on`, cannot. */
  get canWake(): boolean {
    return !this.#ownOn || this.#elsewhere.length > 0;
  }

  wake(): void {
    const reached = this.#response.rawListeners('drain');
    const elsewhere = this.#elsewhere.filter((listener) => !reached.includes(listener));
    this.#elsewhere = [];
    this.#response.emit('drain');
    for (const listener of elsewhere) listener.call(this.#response);
  }

  takeOff(): void {
    if (this.#ownOn && this.#response.on === this.#ownOn) this.#response.on = this.#belowOn!;
  }
}
