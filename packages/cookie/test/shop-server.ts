import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SessionManager } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import express, { type Express } from 'express';
import type { CookieSessionStore } from '../src/index.js';
import type { Shop, ShopSession } from './browser.js';

/** The parts of a response that these tests read. */
export interface Received {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  /** The `Set-Cookie` lines. */
  readonly cookies: readonly string[];
}

/** An application on Express 5 behind a proxy that it trusts. */
export class ShopServer {
  readonly app: Express = express().set('trust proxy', true).set('env', 'test');
  readonly sessions: SessionManager<Shop>;
  readonly #server = createServer({ maxHeaderSize: 64 * 1024 }, this.app);
  #origin = '';

  constructor(store: CookieSessionStore) {
    this.sessions = new SessionManager<Shop>({ store });
    this.app.use(sessionMiddleware(this.sessions));
  }

  /** Adds a page, which responds with what `handle` returns, as JSON. */
  page(path: string, handle: (session: ShopSession) => unknown): this {
    this.app.get(path, async (request, response) => {
      const session = await this.sessions.get(request);
      response.json((await handle(session)) ?? null);
    });
    return this;
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Sends a request with that `Cookie` header. The proxy says that it came by `protocol`. */
  async get(path: string, cookie?: string, protocol = 'https'): Promise<Received> {
    const headers = { 'x-forwarded-proto': protocol, ...(cookie !== undefined && { cookie }) };
    const response = await fetch(this.#origin + path, { headers });
    const cookies = response.headers.getSetCookie();
    return { status: response.status, body: await response.text(), headers: response.headers, cookies };
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** Returns the `Cookie` header of a browser that had the cookies `before` and received these. */
export function cookieHeader(lines: readonly string[], before: ReadonlyMap<string, string> = new Map()): string {
  return [...received(lines, before)].map(([name, value]) => `${name}=${value}`).join('; ');
}

export function received(
  lines: readonly string[],
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const cookies = new Map(before);
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (line.includes('Max-Age=0;')) cookies.delete(name);
    else cookies.set(name, value);
  }
  return cookies;
}
