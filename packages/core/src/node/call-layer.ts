import { createObjectNotes } from '../http/object-notes.js';
import { type Calls, catchersOf, catchesEarly, keepCatching, passBelow } from './early-calls.js';
import type { EarlyReceiver } from './holds.js';
import { type HoldableResponse, type SendingCallName, sendingCalls } from './node-exchange.js';

/** A hold that takes the calls of its layer. */
export interface LaidHold extends EarlyReceiver {
  receive(name: SendingCallName, call: readonly unknown[]): unknown;
}

const nothing: Calls = {};

/** Every function that a layer has laid over a response, with whether nobody else's lies between it and Node's own. */
const laid = createObjectNotes<boolean>();

/**
 * What a hold has laid over the sending calls of its response, and the way on from there.
 *
 * Where somebody has wrapped the response before, functions are laid over theirs when the session is asked for, so that in
 * whichever order the middleware stands they see nothing before it is stored. Else what catches early calls catches all.
 */
export class CallLayer {
  readonly #response: HoldableResponse;
  readonly #hold: LaidHold;
  readonly #own: Calls;
  readonly #below: Calls;
  /** Whether functions were laid over others. */
  readonly isLaid: boolean;
  /** Whether nobody stands between and Node, who might make something else of a head. */
  readonly isLowest: boolean;

  constructor(response: HoldableResponse, hold: LaidHold) {
    this.#response = response;
    this.#hold = hold;
    const catchers = catchersOf(response);
    const head = response['writeHead' as SendingCallName]!;
    this.isLowest = catchers?.isLowest ?? laid.get(head) ?? false;
    this.isLaid = !catchers?.isLowest;
    this.#own = this.isLaid ? {} : nothing;
    this.#below = this.isLaid ? {} : catchers!.below;
    if (!this.isLaid) {
      keepCatching(response, catchers!);
      return;
    }
    for (const name of sendingCalls) {
      const below = response[name];
      if (!below) continue;
      const own = (...call: unknown[]): unknown => hold.receive(name, call);
      laid.add(own, this.isLowest);
      this.#below[name] = below;
      this.#own[name] = own;
      response[name] = own;
    }
  }

  /** Makes the call that would be made without the hold. */
  pass(name: SendingCallName, call: readonly unknown[]): unknown {
    const below = this.#below[name]!;
    if (!this.isLaid) return passBelow(this.#response, this.#hold, name, call, below);
    return below.apply(this.#response, call as unknown[]);
  }

  /** Whether somebody has wrapped the response since: they have seen what was meant to be sent, and may have kept some of it. */
  get isCovered(): boolean {
    return sendingCalls.some((name) => {
      const call = this.#response[name];
      const isMine = !this.isLaid || this.#own[name];
      return isMine && call && laid.get(call) === undefined && !catchesEarly(call);
    });
  }

  /** Takes the functions off where nobody has built upon them. */
  takeOff({ keep }: { readonly keep?: SendingCallName } = {}): void {
    if (!this.isLaid) return;
    for (const name of sendingCalls) {
      const own = this.#own[name];
      if (!own || name === keep || this.#response[name] !== own) continue;
      this.#response[name] = this.#below[name]!;
      delete this.#own[name];
    }
  }
}
