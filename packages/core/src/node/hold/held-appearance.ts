import { SessionError } from '../../contract/errors.js';
import { type HoldableResponse, isHttp2 } from '../node-exchange.js';
import { adaptPrototype, looksForHold } from './held-prototype.js';
import { type Holds, holdsOf } from './holds.js';
import { headersSentError } from './node-errors.js';

/**
 * Makes a held response look as it would without the hold: after `writeHead` its headers are sent, after `end` it has
 * ended.
 */
export class HeldAppearance {
  readonly #response: HoldableResponse;
  #before: Map<string, PropertyDescriptor | undefined> | undefined;
  #isHeadMine = false;
  #isEndMine = false;

  constructor(response: HoldableResponse) {
    this.#response = response;
  }

  markHeadSent(): void {
    const holds = this.#holds;
    this.#isHeadMine ||= !holds.keepsHead;
    holds.keepsHead = true;
    adaptPrototype(this.#response, refuseSend);
    if (!this.#response.headersSent) this.#shadow('headersSent', yes);
    this.#shadowFunction('setHeader', refusals.set);
    this.#shadowFunction('appendHeader', refusals.append);
    this.#shadowFunction('removeHeader', refusals.remove);
    if (!isHttp2(this.#response)) this.#shadowFunction('_send', refusedSend);
  }

  /** Does not touch the deprecated `finished`: Node itself reads it when wrappers beneath still write. */
  markEnded(): void {
    const holds = this.#holds;
    this.#isEndMine ||= !holds.keepsEnd;
    holds.keepsEnd = true;
    if (!this.#response.writableEnded) this.#shadow('writableEnded', yes);
  }

  /** An error page was sent. A late handler that still sets headers does no harm and gets no error. */
  markReplaced(): void {
    for (const name of ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader']) {
      this.#shadow(name, name === 'removeHeader' ? ignoredRemoval : ignoredChange);
    }
  }

  clear(): void {
    if (this.#isHeadMine) this.#holds.keepsHead = this.#isHeadMine = false;
    if (this.#isEndMine) this.#holds.keepsEnd = this.#isEndMine = false;
    if (!this.#before) return;
    // In reverse: deleting the property that was added last leaves V8's object fast.
    for (const [name, property] of [...this.#before].toReversed()) {
      if (property) Object.defineProperty(this.#response, name, property);
      else Reflect.deleteProperty(this.#response, name);
    }
    this.#before = undefined;
  }

  get #holds(): Holds {
    return holdsOf(this.#response)!; // the hold was added before it marks anything
  }

  #shadowFunction(name: string, property: PropertyDescriptor): void {
    if (!looksForHold(Reflect.get(this.#response, name))) this.#shadow(name, property);
  }

  #shadow(name: string, property: PropertyDescriptor): void {
    const before = (this.#before ??= new Map());
    if (before.has(name)) return;
    const own = Object.hasOwn(this.#response, name) ? Object.getOwnPropertyDescriptor(this.#response, name) : undefined;
    // A property that is not configurable stays as it is.
    if (Reflect.defineProperty(this.#response, name, property)) before.set(name, own);
  }
}

// Shared by all responses: new functions for each one would cost more than the rest of holding it.
const yes: PropertyDescriptor = { value: true, configurable: true };
const refusals = { set: refusal('set'), append: refusal('append'), remove: refusal('remove') };
const ignoredChange = replacement(function (this: HoldableResponse) {
  return this;
});
const ignoredRemoval = replacement(() => undefined);

// Node's own functions send everything through `_send`. A function that was read before the hold existed would send a
// body without a head.
const refusedSend = replacement(refuseSend);

function refuseSend(): never {
  throw new SessionError(
    'WRONG_TIME',
    'A function of the response was called that had been read from it before the session was asked for. ' +
      'Ask for the session first.',
  );
}

function replacement(value: (this: HoldableResponse) => unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

function refusal(verb: 'append' | 'remove' | 'set'): PropertyDescriptor {
  return replacement(function (this: HoldableResponse) {
    throw headersSentError(verb, this);
  });
}
