import type { HoldableResponse, SendingCallName } from './node-exchange.js';

type Call = (...call: unknown[]) => unknown;

const names: readonly SendingCallName[] = ['writeHead', 'write', 'end', 'flushHeaders', 'flush'];

/** Every function that a layer has put on a response, with whether Node's own lies below it, next or under other layers. */
const layers = new WeakMap<Call, boolean>();

/**
 * A layer of functions over the sending calls of one response.
 *
 * On the instance and not the prototype, and only once it is needed: a request that never looks at its session pays nothing,
 * and whoever wrapped the response before lies below, in whichever order the middleware stands.
 */
export class CallLayer {
  readonly #response: HoldableResponse;
  readonly #own: { [name in SendingCallName]?: Call } = {};
  readonly #below: { [name in SendingCallName]?: Call } = {};

  constructor(response: HoldableResponse, receive: (name: SendingCallName, call: unknown[]) => unknown) {
    this.#response = response;
    for (const name of names) {
      const below = response[name];
      if (!below) continue;
      const own = (...call: unknown[]): unknown => receive(name, call);
      layers.set(own, layers.get(below) ?? !Object.hasOwn(response, name));
      this.#below[name] = below;
      this.#own[name] = own;
      response[name] = own;
    }
  }

  /** Makes the call that stood there before the layer. */
  pass(name: SendingCallName, call: readonly unknown[]): unknown {
    return this.#below[name]!.apply(this.#response, [...call]);
  }

  /** Whether nobody stands between and Node: a wrapper may make something else of the call. */
  isLowest(name: SendingCallName): boolean {
    const own = this.#own[name];
    return !!own && layers.get(own) === true;
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
