import { warn } from '#platform';
import { setCookieLine } from '../../cookie/set-cookie.js';
import { applyCachingHeaders, type HeaderAccess } from '../../http/caching-headers.js';
import type { ResponseAdditions } from '../middleware-binding.js';
import type { HeaderValue, HoldableResponse, SendingName } from '../node-exchange.js';

type Entry = [name: string, value: HeaderValue];

/**
 * Adds the cookies and caching headers of a commit to the head that a call is about to send. Returns the arguments to
 * call it with.
 */
export function withSessionHead(
  response: HoldableResponse,
  name: SendingName,
  args: readonly unknown[],
  result: ResponseAdditions,
): readonly unknown[] {
  if (!result.accessed && !result.cookies.length) return args;
  const headers = new HeadHeaders(response, name === 'writeHead' ? args : []);
  if (result.cookies.length) headers.appendCookies(result.cookies.map(setCookieLine));
  applyCachingHeaders(headers, result);
  return name === 'writeHead' ? headers.toArguments() : args;
}

/** Returns the headers among the arguments of `writeHead`, and their position. */
export function headersOfHead(args: readonly unknown[]): { readonly headers: object | undefined; readonly at: number } {
  // Node's own rule: the third argument, else the second, unless that is the reason phrase.
  const at = typeof args[1] === 'string' || (args[2] !== undefined && args[2] !== null) ? 2 : 1;
  const headers = args[at];
  return { headers: typeof headers === 'object' && headers ? headers : undefined, at };
}

/** Copies the arguments of `writeHead`, because the caller may change the headers afterwards. */
export function copyHead(args: readonly unknown[]): unknown[] {
  const { headers, at } = headersOfHead(args);
  if (!headers) return [...args];
  const copyOf = (item: unknown): unknown => (Array.isArray(item) ? item.map(copyOf) : item);
  return args.with(at, Array.isArray(headers) ? copyOf(headers) : { ...headers });
}

/**
 * The headers of a response that is about to be sent: some were set, others were passed to `writeHead` in one of its
 * three forms.
 *
 * A new header goes where the application's own headers are: Node keeps repeated names in a list only if no header was
 * set as well.
 */
export class HeadHeaders implements HeaderAccess {
  readonly #response: HoldableResponse;
  readonly #args: readonly unknown[];
  readonly #form: 'object' | 'flat' | 'pairs' | 'none';
  #entries: Entry[] = [];

  constructor(response: HoldableResponse, args: readonly unknown[]) {
    this.#response = response;
    this.#args = args;
    const { headers } = headersOfHead(args);
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

  set(name: string, value: string | string[]): void {
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

  remove(name: string): void {
    this.#without(this.#named(name));
    if (this.#response.hasHeader(name)) this.#response.removeHeader(name);
  }

  names(): string[] {
    const own = this.#entries.map(([name]) => name).filter((name) => typeof name === 'string');
    return [...own, ...Object.keys(this.#response.getHeaders())];
  }

  /** Appends cookies to those that the response has. */
  appendCookies(cookies: readonly string[]): void {
    const last = this.#named('set-cookie').at(-1);
    const before = listOf(last ? last[1] : (this.#response.getHeader('set-cookie') ?? []));
    warnOfTwins(before, cookies);
    if (last) last[1] = [...before, ...cookies];
    else this.set('Set-Cookie', [...before, ...cookies]);
  }

  /** Returns the arguments of `writeHead` with these headers, in the form in which they came. */
  toArguments(): unknown[] {
    if (this.#form === 'none') return [...this.#args];
    const entries = this.#entries;
    const forms = { object: () => Object.fromEntries(entries), flat: () => entries.flat(1), pairs: () => entries };
    return this.#args.with(headersOfHead(this.#args).at, forms[this.#form]());
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

const warnedOf = new Set<string>();

/** Warns, once, of a cookie that the response sets already: the browser keeps only one, and loses the other session. */
function warnOfTwins(before: readonly string[], cookies: readonly string[]): void {
  const nameOf = (line: string): string => line.slice(0, line.indexOf('='));
  const names = new Set(cookies.map(nameOf));
  const twin = before.map(nameOf).find((name) => names.has(name));
  if (twin === undefined || warnedOf.has(twin)) return;
  warnedOf.add(twin);
  warn(
    'SESS_COOKIE_TWICE',
    `A response sets the cookie ${twin} twice, so the browser loses one of two sessions. If the application has two ` +
      'managers, give each a `cookie.name` of its own.',
  );
}

function listOf(value: HeaderValue): string[] {
  return typeof value === 'object' ? [...value] : [String(value)];
}
