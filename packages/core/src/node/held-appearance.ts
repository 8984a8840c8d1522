import { SessionError } from '../contract/errors.js';
import { type Holds, holdsOf } from './holds.js';
import { type HoldableResponse, isHttp2 } from './node-exchange.js';

/** Lets a held response look as it would if nobody held it: its headers are out, and after `end` it has ended. */
export class HeldAppearance {
  readonly #response: HoldableResponse;
  #before: Map<string, PropertyDescriptor | undefined> | undefined;
  #isHeadMine = false;
  #isEndMine = false;

  constructor(response: HoldableResponse) {
    this.#response = response;
  }

  markHeadOut(): void {
    const holds = this.#holds;
    this.#isHeadMine ||= !holds.keepsHead;
    holds.keepsHead = true;
    this.#shadow('headersSent', yes);
    this.#shadow('setHeader', refusals.set);
    this.#shadow('appendHeader', refusals.append);
    this.#shadow('removeHeader', refusals.remove);
    if (!isHttp2(this.#response)) this.#shadow('_send', refusedSend);
  }

  /** Leaves the deprecated `finished` alone: Node itself goes by it, for what wrappers below still write. */
  markEnded(): void {
    const holds = this.#holds;
    this.#isEndMine ||= !holds.keepsEnd;
    holds.keepsEnd = true;
    this.#shadow('writableEnded', yes);
  }

  /** An error page is out. A late handler that still sets headers does no harm, and sees no error. */
  markReplaced(): void {
    for (const name of ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader']) {
      this.#shadow(name, name === 'removeHeader' ? ignoredRemoval : ignoredChange);
    }
  }

  clear(): void {
    if (this.#isHeadMine) this.#holds.keepsHead = this.#isHeadMine = false;
    if (this.#isEndMine) this.#holds.keepsEnd = this.#isEndMine = false;
    if (!this.#before) return;
    for (const [name, property] of this.#before) {
      if (property) Object.defineProperty(this.#response, name, property);
      else Reflect.deleteProperty(this.#response, name);
    }
    this.#before = undefined;
  }

  get #holds(): Holds {
    return holdsOf(this.#response)!; // a response is held before it appears to be sent
  }

  #shadow(name: string, property: PropertyDescriptor): void {
    const before = (this.#before ??= new Map());
    if (before.has(name)) return;
    const own = Object.hasOwn(this.#response, name) ? Object.getOwnPropertyDescriptor(this.#response, name) : undefined;
    // Where somebody has fixed the property for good, it stays as it is.
    if (Reflect.defineProperty(this.#response, name, property)) before.set(name, own);
  }
}

// The same for all responses: a function for each would cost more than all else that holding one does.
const yes: PropertyDescriptor = { value: true, configurable: true };
const refusals = { set: refusal('set'), append: refusal('append'), remove: refusal('remove') };
const ignoredChange = replacement(function (this: HoldableResponse) {
  return this;
});
const ignoredRemoval = replacement(() => undefined);

// All that Node's own functions send goes through here. Whoever got hold of them by a way that nobody can see would send a body
// without a head.
const refusedSend = replacement(() => {
  throw new SessionError(
    'WRONG_TIME',
    'A function of the response was called that was taken from it before the session was asked for. Ask for the session first.',
  );
});

function replacement(value: (this: HoldableResponse) => unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

function refusal(verb: Verb): PropertyDescriptor {
  return replacement(function (this: HoldableResponse) {
    throw headersSentError(verb, this);
  });
}

type Verb = 'append' | 'remove' | 'set' | 'write';

/** What Node throws at whoever changes headers that are out. */
export function headersSentError(verb: Verb, response: HoldableResponse): Error {
  return isHttp2(response)
    ? Object.assign(new Error('Response has already been initiated.'), { code: 'ERR_HTTP2_HEADERS_SENT' })
    : Object.assign(new Error(`Cannot ${verb} headers after they are sent to the client`), {
        code: 'ERR_HTTP_HEADERS_SENT',
      });
}
