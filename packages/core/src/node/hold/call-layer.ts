import { createObjectNotes } from '../../http/object-notes.js';
import { type HoldableResponse, type SendingFunction, type SendingName, sendingNames } from '../node-exchange.js';
import { callBeneath, catchersOf, type FunctionsByName, isCatcher, keepCatching } from './early-calls.js';
import type { Hold } from './holds.js';

const none: FunctionsByName = {};

/** Every function that a layer has put on a response, and whether only our functions are between it and Node's. */
const layered = createObjectNotes<boolean>();

/**
 * How the calls of a response reach its hold, and how they go on from there.
 *
 * If other code has wrapped the response before the session is asked for, the layer puts functions over theirs. So the
 * wrappers see nothing before the session is stored, in whatever order the middleware was mounted. Otherwise the
 * catchers of early calls are enough.
 */
export class CallLayer {
  readonly #response: HoldableResponse;
  readonly #hold: Hold;
  readonly #own: FunctionsByName;
  readonly #beneath: FunctionsByName;
  /** Whether it has put functions over those of others. */
  readonly coversWrappers: boolean;
  /** Whether only our functions are between it and Node's, so that no other code changes a head on its way. */
  readonly isLowest: boolean;

  constructor(response: HoldableResponse, hold: Hold) {
    this.#response = response;
    this.#hold = hold;
    const catchers = catchersOf(response);
    this.isLowest = catchers?.isLowest ?? layered.get(response['writeHead' as SendingName]!) ?? false;
    this.coversWrappers = !catchers?.isLowest;
    this.#own = this.coversWrappers ? {} : none;
    this.#beneath = this.coversWrappers ? {} : catchers!.beneath;
    if (!this.coversWrappers) {
      keepCatching(response, catchers!);
      return;
    }
    for (const name of sendingNames) {
      const beneath = response[name];
      if (!beneath) continue;
      const own: SendingFunction = (...args) => hold.receive({ name, args });
      layered.add(own, this.isLowest);
      this.#beneath[name] = beneath;
      this.#own[name] = own;
      response[name] = own;
    }
  }

  /** Makes the call that would be made without the hold. */
  pass(name: SendingName, args: readonly unknown[]): unknown {
    const beneath = this.#beneath[name]!;
    if (!this.coversWrappers) return callBeneath(this.#response, this.#hold, name, args, beneath);
    return beneath.apply(this.#response, args as unknown[]);
  }

  /**
   * Whether other code has wrapped the response since. It has seen what was to be sent, and may have kept some of it.
   */
  get isWrapped(): boolean {
    return sendingNames.some((name) => {
      const current = this.#response[name];
      const isMine = !this.coversWrappers || this.#own[name];
      return isMine && current && layered.get(current) === undefined && !isCatcher(current);
    });
  }

  /** Removes its functions where no other code has wrapped them. */
  remove({ except }: { readonly except?: SendingName } = {}): void {
    if (!this.coversWrappers) return;
    for (const name of sendingNames) {
      const own = this.#own[name];
      if (!own || name === except || this.#response[name] !== own) continue;
      this.#response[name] = this.#beneath[name]!;
      delete this.#own[name];
    }
  }
}
