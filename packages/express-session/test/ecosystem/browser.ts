/** What a browser shows after the redirects. */
export interface Shown {
  readonly status: number;
  readonly body: string;
  readonly json: Record<string, unknown>;
  readonly url: string;
  readonly headers: Headers;
  /** Where the first response redirected to. */
  readonly location: string | undefined;
  /** The `Set-Cookie` headers of all responses. */
  readonly cookies: readonly string[];
}

export interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** A browser with one jar of cookies for all ports of 127.0.0.1, as browsers have. It follows redirects. */
export class Browser {
  readonly #origin: string;
  readonly #jar: Map<string, string>;

  constructor(origin: string, jar: Iterable<[string, string]> = []) {
    this.#origin = origin;
    this.#jar = new Map(jar);
  }

  /** The `Cookie` header that the next request sends. */
  get cookie(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /**
   * Returns another browser with the same cookies: that of a thief or of an old backup.
   *
   * @param origin - Where the other one finds the application.
   */
  copy(origin = this.#origin): Browser {
    return new Browser(origin, this.#jar);
  }

  /** Returns another browser without cookies. */
  without(): Browser {
    return new Browser(this.#origin);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Shown> {
    return this.#show(path, { headers });
  }

  submit(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Shown> {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.#show(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { ...form, ...headers },
    });
  }

  /** Sends one request, and does not follow a redirect. */
  request(path: string, init: Sent = {}): Promise<Response> {
    return this.#send(new URL(path, this.#origin), init);
  }

  async #show(path: string, sent: Sent): Promise<Shown> {
    let url = new URL(path, this.#origin);
    let request = sent;
    let first: string | undefined;
    const cookies: string[] = [];
    for (let redirects = 0; redirects < 10; redirects++) {
      const response = await this.#send(url, request);
      cookies.push(...response.headers.getSetCookie());
      const location = response.headers.get('location');
      const body = await response.text();
      if (location === null || response.status < 300 || response.status > 399) {
        const { status, headers } = response;
        return { status, headers, body, json: parsed(body), url: url.href, location: first, cookies };
      }
      first ??= location;
      url = new URL(location, url);
      request = {};
    }
    throw new Error(`Too many redirects, the last one to ${url.href}`);
  }

  async #send(url: URL, { headers = {}, ...init }: Sent): Promise<Response> {
    const { cookie } = this;
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal,
      headers: { ...(cookie && { cookie }), ...headers },
    });
    for (const header of response.headers.getSetCookie()) this.#keep(header);
    return response;
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split('; ');
    const [name = '', value = ''] = pair.split('=');
    if (attributes.some(isPast)) this.#jar.delete(name);
    else this.#jar.set(name, value);
  }
}

function isPast(attribute: string): boolean {
  const [name, value = ''] = attribute.split('=');
  if (name === 'Max-Age') return Number(value) <= 0;
  return name === 'Expires' && Date.parse(value) <= Date.now();
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
