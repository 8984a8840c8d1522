import { SessionError } from '../contract/errors.js';
import { type HoldableResponse, isHttp2 } from './node-exchange.js';
import { countAsSent } from './sent-parts.js';

/** Lets a held response look as it would if nobody held it: its headers are out, and after `end` it has ended. */
export class HeldAppearance {
  readonly #response: HoldableResponse;
  readonly #before = new Map<string, PropertyDescriptor | undefined>();
  readonly #takeBack: (() => void)[] = [];

  constructor(response: HoldableResponse) {
    this.#response = response;
  }

  markHeadOut(): void {
    const refuse = (verb: Verb): PropertyDescriptor => ({
      value: () => {
        throw headersSentError(verb, this.#response);
      },
      writable: true,
    });
    this.#takeBack.push(countAsSent(this.#response, 'head'));
    this.#shadow('headersSent', { get: () => true });
    this.#shadow('setHeader', refuse('set'));
    this.#shadow('appendHeader', refuse('append'));
    this.#shadow('removeHeader', refuse('remove'));
    if (isHttp2(this.#response)) return;
    // All that Node's own functions send goes through here. Whoever got hold of them by a way that nobody can see would send a
    // body without a head.
    this.#shadow('_send', {
      value: () => {
        throw new SessionError(
          'WRONG_TIME',
          'A function of the response was called that was taken from it before the session was asked for. Ask for the session first.',
        );
      },
    });
  }

  /** Leaves the deprecated `finished` alone: Node itself goes by it, for what wrappers below still write. */
  markEnded(): void {
    this.#takeBack.push(countAsSent(this.#response, 'end'));
    this.#shadow('writableEnded', { get: () => true });
  }

  /** An error page is out. A late handler that still sets headers does no harm, and sees no error. */
  markReplaced(): void {
    for (const name of ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader']) {
      this.#shadow(name, { value: () => (name === 'removeHeader' ? undefined : this.#response), writable: true });
    }
  }

  clear(): void {
    for (const takeBack of this.#takeBack.splice(0)) takeBack();
    for (const [name, property] of this.#before) {
      if (property) Object.defineProperty(this.#response, name, property);
      else Reflect.deleteProperty(this.#response, name);
    }
    this.#before.clear();
  }

  #shadow(name: string, property: PropertyDescriptor): void {
    if (this.#before.has(name)) return;
    const before = Object.getOwnPropertyDescriptor(this.#response, name);
    // Where somebody has fixed the property for good, it stays as it is.
    if (Reflect.defineProperty(this.#response, name, { ...property, configurable: true }))
      this.#before.set(name, before);
  }
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
