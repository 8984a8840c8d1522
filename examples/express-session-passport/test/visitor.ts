import type { Express } from 'express';
import supertest from 'supertest';

/** A browser that looks at a page before it sends a form, because the form has the page's token. */
export class Visitor {
  readonly #agent: ReturnType<typeof supertest.agent>;

  constructor(app: Express) {
    this.#agent = supertest.agent(app);
  }

  /** The value of the session's cookie, or `undefined` when there is none. */
  get cookie(): string | undefined {
    return this.#agent.jar.getCookie('connect.sid', { domain: '127.0.0.1', path: '/', secure: false, script: false })
      ?.value;
  }

  async see(path: string): Promise<{ status: number; text: string }> {
    const { status, text } = await this.#agent.get(path).redirects(3);
    return { status, text };
  }

  /** Returns the token in the forms of a page. */
  async tokenOf(page: string): Promise<string> {
    return /name="token" value="([^"]+)"/.exec((await this.see(page)).text)?.[1] ?? '';
  }

  /** Sends a form of a page, and follows the redirect. */
  async submit(page: string, action: string, fields: Record<string, string> = {}) {
    return this.send(action, { token: await this.tokenOf(page), ...fields });
  }

  async send(action: string, fields: Record<string, string>): Promise<{ status: number; text: string }> {
    const { status, text } = await this.#agent.post(action).type('form').send(fields).redirects(3);
    return { status, text };
  }

  signIn(password = 'wonderland') {
    return this.submit('/login', '/login', { username: 'alice', password });
  }
}
