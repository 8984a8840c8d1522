import type { Site } from '@sess/conformance';

/** What a browser shows of a response. */
export interface Shown {
  readonly status: number;
  /** What the page has rendered, or the body of another response. */
  readonly text: string;
  readonly headers: Headers;
}

/** A browser without JavaScript, which keeps cookies and submits forms. Does not follow redirects. */
export class Browser {
  readonly #site: Site;
  #origin = '';
  readonly cookies = new Map<string, string>();

  constructor(site: Site) {
    this.#site = site;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(path: string, { headers, ...init }: RequestInit = {}): Promise<Shown> {
    const sent = new Headers(headers);
    if (this.cookies.size > 0) sent.set('cookie', this.cookie);
    const response = await this.#site.send(path, { ...init, headers: sent, signal: AbortSignal.timeout(30_000) });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const body = await response.text();
    return {
      status: response.status,
      text: /<output>(.*?)<\/output>/s.exec(body)?.[1] ?? body,
      headers: response.headers,
    };
  }

  /** Loads a page, and submits its form. */
  async submit(path = '/stage/page'): Promise<Shown> {
    const body = new FormData();
    body.set(`$ACTION_ID_${await this.#actionOn(path)}`, '');
    return this.send(path, { method: 'POST', headers: { origin: this.#origin }, body });
  }

  /** Calls the action of the form as Next.js's JavaScript does. The response may contain the page again. */
  async call(path = '/stage/page'): Promise<Shown> {
    const action = await this.#actionOn(path);
    const headers = {
      origin: this.#origin,
      'next-action': action,
      accept: 'text/x-component',
      'content-type': 'text/plain;charset=UTF-8',
    };
    return this.send(path, { method: 'POST', headers, body: '[]' });
  }

  async #actionOn(path: string): Promise<string> {
    const response = await this.#site.send(path, { headers: { cookie: this.cookie } });
    this.#origin = new URL(response.url).origin;
    const [, action] = /name="\$ACTION_ID_(\w+)"/.exec(await response.text()) ?? [];
    if (action === undefined) throw new Error(`There is no form of an action on ${path}.`);
    return action;
  }
}
