import { type HoldableResponse, isHttp2 } from './node-exchange.js';

interface Shadows {
  /** How many holds keep the response back, and how many of these hold its end. */
  holds: number;
  ends: number;
  readonly before: ReadonlyMap<string, PropertyDescriptor | undefined>;
}

/** By response, because two managers may hold one response, and the first to let go must not uncover the other. */
const shadowed = new WeakMap<object, Shadows>();

/** Lets a held response look as it would if nobody held it: its headers are out, and after `end` it has ended. */
export class HeldAppearance {
  readonly #response: HoldableResponse;
  #shadows: Shadows | undefined;
  #ended = false;

  constructor(response: HoldableResponse) {
    this.#response = response;
  }

  begin(): void {
    this.#shadows = shadowed.get(this.#response) ?? cover(this.#response);
    this.#shadows.holds++;
  }

  markEnded(): void {
    if (this.#ended || !this.#shadows) return;
    this.#ended = true;
    this.#shadows.ends++;
  }

  end(): void {
    const shadows = this.#shadows;
    if (!shadows) return;
    shadows.holds--;
    if (this.#ended) shadows.ends--;
    this.#shadows = undefined;
    this.#ended = false;
    if (!shadows.holds) uncover(this.#response, shadows);
  }
}

/** What Node throws at whoever changes headers that are out. */
export function headersSentError(verb: 'append' | 'remove' | 'set' | 'write', response: HoldableResponse): Error {
  return isHttp2(response)
    ? Object.assign(new Error('Response has already been initiated.'), { code: 'ERR_HTTP2_HEADERS_SENT' })
    : Object.assign(new Error(`Cannot ${verb} headers after they are sent to the client`), {
        code: 'ERR_HTTP_HEADERS_SENT',
      });
}

function cover(response: HoldableResponse): Shadows {
  const refuse = (verb: 'append' | 'remove' | 'set') => () => {
    throw headersSentError(verb, response);
  };
  const hasEnded = (): boolean => shadows.ends > 0;
  const properties: PropertyDescriptorMap = {
    headersSent: { get: () => true },
    finished: { get: hasEnded },
    writableEnded: { get: hasEnded },
    writableFinished: { get: () => false },
    setHeader: { value: refuse('set') },
    appendHeader: { value: refuse('append') },
    removeHeader: { value: refuse('remove') },
  };
  // A pipelined response that gets its socket while it is held would announce, by `finished`, that all of it is written.
  if (!isHttp2(response)) properties['_finish'] = { value: () => undefined };
  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const [name, property] of Object.entries(properties)) {
    before.set(name, Object.getOwnPropertyDescriptor(response, name));
    Object.defineProperty(response, name, { ...property, configurable: true });
  }
  const shadows: Shadows = { holds: 0, ends: 0, before };
  shadowed.set(response, shadows);
  return shadows;
}

function uncover(response: HoldableResponse, { before }: Shadows): void {
  shadowed.delete(response);
  for (const [name, property] of before) {
    if (property) Object.defineProperty(response, name, property);
    else Reflect.deleteProperty(response, name);
  }
}
