import type { HeaderAccess } from '../http/caching-headers.js';
import type { HeaderValue, HoldableResponse } from './node-exchange.js';

type Entry = [name: string, value: HeaderValue];

/** The headers of a `writeHead` call, and where in the call they stand. */
export function headersOfHead(call: readonly unknown[]): { readonly headers: object | undefined; readonly at: number } {
  // Node's own rule: the third argument, else the second, unless that is the reason.
  const at = typeof call[1] === 'string' || (call[2] !== undefined && call[2] !== null) ? 2 : 1;
  const headers = call[at];
  return { headers: typeof headers === 'object' && headers ? headers : undefined, at };
}

/** A `writeHead` call whose headers the caller may change afterwards. */
export function copyHead(call: readonly unknown[]): unknown[] {
  const { headers, at } = headersOfHead(call);
  if (!headers) return [...call];
  const copyOf = (item: unknown): unknown => (Array.isArray(item) ? item.map(copyOf) : item);
  return call.with(at, Array.isArray(headers) ? copyOf(headers) : { ...headers });
}

/**
 * The headers of a response that is about to go out, some of them set, some handed to `writeHead` in one of its three forms.
 *
 * What is new goes where the application's own stands: Node keeps repeated names in a list only as long as no header has been set
 * beside it.
 */
export class HeadHeaders implements HeaderAccess {
  readonly #response: HoldableResponse;
  readonly #call: readonly unknown[];
  readonly #form: 'object' | 'flat' | 'pairs' | 'none';
  #entries: Entry[] = [];

  constructor(response: HoldableResponse, call: readonly unknown[]) {
    this.#response = response;
    this.#call = call;
    const { headers } = headersOfHead(call);
    if (!headers) {
      this.#form = 'none';
    } else if (!Array.isArray(headers)) {
      this.#form = 'object';
      this.#entries = Object.entries(headers as Record<string, HeaderValue>);
    } else if (Array.isArray(headers[0])) {
      this.#form = 'pairs';
      this.#entries = (headers as Entry[]).map(([name, value]) => [name, value]);
    } else {
      this.#form = 'flat';
      for (let at = 0; at < headers.length; at += 2)
        this.#entries.push([headers[at] as string, headers[at + 1] as HeaderValue]);
    }
  }

  get(name: string): string | undefined {
    const own = this.#named(name);
    if (own.length) return own.map(([, value]) => String(value)).join(', ');
    const set = this.#response.getHeader(name);
    return set === undefined ? undefined : Array.isArray(set) ? set.join(', ') : String(set);
  }

  set(name: string, value: string): void {
    this.#put(name, value);
  }

  remove(name: string): void {
    this.#without(this.#named(name));
    if (this.#response.hasHeader(name)) this.#response.removeHeader(name);
  }

  names(): string[] {
    const own = this.#entries.map(([name]) => name).filter((name) => typeof name === 'string');
    return [...own, ...Object.keys(this.#response.getHeaders())];
  }

  /** Adds cookies after those that are there. */
  appendCookies(cookies: readonly string[]): void {
    const last = this.#named('set-cookie').at(-1);
    if (last) {
      last[1] = [...listOf(last[1]), ...cookies];
      return;
    }
    const set = this.#response.getHeader('set-cookie');
    this.#put('Set-Cookie', [...(set === undefined ? [] : listOf(set)), ...cookies]);
  }

  /** The `writeHead` call with these headers, in the form in which it came. */
  toCall(): unknown[] {
    if (this.#form === 'none') return [...this.#call];
    const { at } = headersOfHead(this.#call);
    const form = {
      object: () => Object.fromEntries(this.#entries),
      flat: () => this.#entries.flat(1),
      pairs: () => this.#entries,
    };
    return this.#call.with(at, form[this.#form]());
  }

  #put(name: string, value: string | string[]): void {
    const [first, ...more] = this.#named(name);
    if (first) {
      first[1] = value;
      this.#without(more);
    } else if (this.#form === 'none' || this.#response.hasHeader(name)) {
      this.#response.setHeader(name, value);
    } else {
      this.#entries.push([name, value]);
    }
  }

  #named(name: string): readonly Entry[] {
    if (!this.#entries.length) return this.#entries;
    const wanted = name.toLowerCase();
    return this.#entries.filter(([own]) => typeof own === 'string' && own.toLowerCase() === wanted);
  }

  #without(entries: readonly Entry[]): void {
    if (entries.length) this.#entries = this.#entries.filter((entry) => !entries.includes(entry));
  }
}

function listOf(value: HeaderValue): string[] {
  return typeof value === 'object' ? [...value] : [String(value)];
}
