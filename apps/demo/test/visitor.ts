/** The HTTP side of a browser: it keeps cookies and sends its origin. It follows no redirects. */
export class Visitor {
  readonly url: string;
  #cookies: ReadonlyMap<string, string>;

  constructor(url: string, cookies: ReadonlyMap<string, string> = new Map()) {
    this.url = url;
    this.#cookies = cookies;
  }

  /** The current `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Returns another visitor with the current cookies: that of an old tab or of a thief. */
  copy(url = this.url): Visitor {
    return new Visitor(url, this.#cookies);
  }

  async send(
    method: string,
    path: string,
    { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
  ) {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { origin: this.url, ...(this.cookie && { cookie: this.cookie }), ...headers },
      ...(body !== undefined && { body }),
    });
    this.#keep(response.headers.getSetCookie());
    return response;
  }

  get(path: string): Promise<Response> {
    return this.send('GET', path);
  }

  submit(path: string, fields: Record<string, string> = {}): Promise<Response> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send('POST', path, { body: new URLSearchParams(fields).toString(), headers });
  }

  put(path: string, value: unknown): Promise<Response> {
    return this.send('PUT', path, { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
  }

  signIn(name: string, fields: Record<string, string> = {}): Promise<Response> {
    return this.submit('/sign-in', { name, password: name, ...fields });
  }

  async session(): Promise<{ id?: string; owner?: string; isNew: boolean; keys: string[] }> {
    return (await (await this.get('/api/session')).json()) as {
      id?: string;
      owner?: string;
      isNew: boolean;
      keys: string[];
    };
  }

  #keep(headers: readonly string[]): void {
    const cookies = new Map(this.#cookies);
    for (const header of headers) {
      const [pair = '', ...attributes] = header.split('; ');
      const [name = '', value = ''] = pair.split('=');
      if (attributes.includes('Max-Age=0')) cookies.delete(name);
      else cookies.set(name, value);
    }
    this.#cookies = cookies;
  }
}
