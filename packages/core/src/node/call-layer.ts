import { catchesEarlyCalls, type EarlyCalls } from './early-calls.js';
import type { HoldableResponse, SendingCallName } from './node-exchange.js';

type Call = (...call: unknown[]) => unknown;

const names: readonly SendingCallName[] = ['writeHead', 'write', 'end', 'flushHeaders', 'flush'];

/** Every function that a layer has put on a response, with whether nobody else's lies between it and Node's own. */
const layers = new WeakMap<Call, boolean>();

/**
 * A layer of functions over the sending calls of one response.
 *
 * It is laid on when the session is asked for: whoever wrapped the response before lies below, in whichever order the middleware
 * stands.
 */
export class CallLayer {
  readonly #response: HoldableResponse;
  readonly #own: { [name in SendingCallName]?: Call } = {};
  readonly #below: { [name in SendingCallName]?: Call } = {};
  /** Whether nobody stands between and Node, who might make something else of a head. */
  readonly isLowest: boolean;

  constructor(
    response: HoldableResponse,
    early: EarlyCalls,
    receive: (name: SendingCallName, call: readonly unknown[]) => unknown,
  ) {
    this.#response = response;
    const head = response['writeHead' as SendingCallName]!;
    this.isLowest = catchesEarlyCalls(head) ? early.isLowest : layers.get(head) === true;
    for (const name of names) {
      const below = response[name];
      if (!below) continue;
      const own = (...call: unknown[]): unknown => receive(name, call);
      layers.set(own, this.isLowest);
      this.#below[name] = below;
      this.#own[name] = own;
      response[name] = own;
    }
  }

  /** Makes the call that stood there before the layer. */
  pass(name: SendingCallName, call: readonly unknown[]): unknown {
    return this.#below[name]!.apply(this.#response, call as unknown[]);
  }

  /** Whether somebody has wrapped the response since: they have seen what was meant to be sent, and may have kept some of it. */
  get isCovered(): boolean {
    return names.some((name) => this.#own[name] && !layers.has(this.#response[name]!));
  }

  /** Takes the layer off where nobody has built upon it. */
  takeOff({ keep }: { readonly keep?: SendingCallName } = {}): void {
    for (const name of names) {
      const own = this.#own[name];
      if (!own || name === keep || this.#response[name] !== own) continue;
      this.#response[name] = this.#below[name]!;
      delete this.#own[name];
    }
  }
}
