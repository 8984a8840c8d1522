import { type HoldableResponse, isHttp2 } from './node-exchange.js';

/** Properties that lie over those of a response for as long as anybody needs them: two managers may hold the same one. */
class SharedShadows {
  readonly #propertiesOf: (response: HoldableResponse) => PropertyDescriptorMap;
  readonly #shadowed = new WeakMap<object, { users: number; before: Map<string, PropertyDescriptor | undefined> }>();

  constructor(propertiesOf: (response: HoldableResponse) => PropertyDescriptorMap) {
    this.#propertiesOf = propertiesOf;
  }

  cover(response: HoldableResponse): void {
    const known = this.#shadowed.get(response);
    if (known) {
      known.users++;
      return;
    }
    const before = new Map<string, PropertyDescriptor | undefined>();
    for (const [name, property] of Object.entries(this.#propertiesOf(response))) {
      before.set(name, Object.getOwnPropertyDescriptor(response, name));
      Object.defineProperty(response, name, { ...property, configurable: true });
    }
    this.#shadowed.set(response, { users: 1, before });
  }

  uncover(response: HoldableResponse): void {
    const known = this.#shadowed.get(response);
    if (!known || --known.users) return;
    this.#shadowed.delete(response);
    for (const [name, property] of known.before) {
      if (property) Object.defineProperty(response, name, property);
      else Reflect.deleteProperty(response, name);
    }
  }
}

const headIsOut = new SharedShadows((response) => {
  const refuse = (verb: Verb) => () => {
    throw headersSentError(verb, response);
  };
  return {
    headersSent: { get: () => true },
    setHeader: { value: refuse('set') },
    appendHeader: { value: refuse('append') },
    removeHeader: { value: refuse('remove') },
  };
});

/** Not the deprecated `finished`: Node itself goes by it, for what wrappers below still write. */
const hasEnded = new SharedShadows(() => ({
  writableEnded: { get: () => true },
  writableFinished: { get: () => false },
}));

/** Lets a held response look as it would if nobody held it: its headers are out, and after `end` it has ended. */
export class HeldAppearance {
  readonly #response: HoldableResponse;
  readonly #shadows = new Set<SharedShadows>();

  constructor(response: HoldableResponse) {
    this.#response = response;
  }

  markHeadOut(): void {
    this.#add(headIsOut);
  }

  markEnded(): void {
    this.#add(hasEnded);
  }

  clear(): void {
    for (const shadows of this.#shadows) shadows.uncover(this.#response);
    this.#shadows.clear();
  }

  #add(shadows: SharedShadows): void {
    if (this.#shadows.has(shadows)) return;
    this.#shadows.add(shadows);
    shadows.cover(this.#response);
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
