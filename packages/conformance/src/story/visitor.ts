import { expectEqual } from '../suite/expect.js';
import type { Site } from './middleware.js';

/** A parsed `Set-Cookie` header. Names of attributes are in lower case; the value of a flag is `''`. */
export interface ReceivedCookie {
  readonly name: string;
  readonly value: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface Shown {
  readonly data: Readonly<Record<string, unknown>>;
  readonly owner: string | null;
  readonly isNew: boolean;
}

/** A browser that keeps the cookies of each response and sends them with each request. */
export class Visitor {
  readonly #site: Site;
  readonly #cookies: Map<string, string>;

  constructor(site: Site, cookies: Iterable<readonly [string, string]> = []) {
    this.#site = site;
    this.#cookies = new Map(cookies);
  }

  /** Returns another browser with the same cookies: a thief, or a second tab. */
  copy(): Visitor {
    return new Visitor(this.#site, this.#cookies);
  }

  get cookie(): string | undefined {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') || undefined;
  }

  /** All cookies of the browser, by name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** The value of the session cookie: a key or a token. */
  get value(): string | undefined {
    const [value] = this.#cookies.values();
    return value;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie !== undefined && !headers.has('cookie')) headers.set('cookie', this.cookie);
    const response = await this.#site.send(path, { ...init, headers });
    for (const { name, value, attributes } of cookiesOf(response)) {
      if (attributes.get('max-age') === '0') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** Sends a request and reads the whole body of the response. */
  async visit(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.send(path, init);
    await response.clone().text();
    return response;
  }

  async read(): Promise<Shown> {
    const response = await this.send('/read');
    expectEqual(response.status, 200, 'The page that shows the session must return 200.');
    return (await response.json()) as Shown;
  }
}

export function cookiesOf(response: Response): ReceivedCookie[] {
  return response.headers.getSetCookie().map((header) => {
    const [pair = '', ...attributes] = header.split(/; */);
    const [name = '', value = ''] = split(pair);
    const entries = attributes.map((attribute) => {
      const [attributeName = '', attributeValue = ''] = split(attribute);
      return [attributeName.toLowerCase(), attributeValue] as const;
    });
    return { name, value, attributes: new Map(entries) };
  });
}

function split(pair: string): string[] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}
