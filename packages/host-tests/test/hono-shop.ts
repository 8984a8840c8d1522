import type { Server } from 'node:http';
import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { vi } from 'vitest';
import { siteOf } from './hosts/host.js';

export interface Shop {
  visits: number;
  cart: string[];
}

/** A manager whose store counts its calls, and can be down. */
export class HonoShop {
  readonly calls: string[] = [];
  readonly unsaved: string[] = [];
  isDown = false;
  readonly sessions = new SessionManager<Shop>({ store: this.#store() });

  constructor() {
    this.sessions.on('unsaved', ({ reason }) => this.unsaved.push(reason));
  }

  /** Returns a `Cookie` header of a new session. */
  async visitor(): Promise<string> {
    const { key } = await this.sessions.create({ owner: 'alice', data: { visits: 1 }, secure: false });
    this.calls.length = 0;
    return `sid=${key}`;
  }

  async visitsOf(cookie: string): Promise<number | undefined> {
    return (await this.sessions.read(cookie, { secure: false })).get('visits');
  }

  #store(): MemorySessionStore {
    return new Proxy(new MemorySessionStore(), {
      get: (store, name) => {
        const value: unknown = Reflect.get(store, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          this.calls.push(String(name));
          if (this.isDown) return Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
          return Reflect.apply(value, store, args);
        };
      },
    });
  }
}

/** What a test compares of a response. The names of cookies, not their values. */
export async function seen(response: Response) {
  return { status: response.status, body: await response.text(), cookies: cookiesOf(response).map(nameOf) };
}

/** Returns what a browser sends back. */
export function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map((line) => line.split(';')[0]!);
}

function nameOf(cookie: string): string {
  return cookie.split('=')[0]!;
}

/** Serves an application by @hono/node-server. */
export async function serveHono(app: Pick<Hono, 'fetch'>, options?: object) {
  const server = await new Promise<Server>((resolve) => {
    const settings = { fetch: app.fetch, port: 0, hostname: '127.0.0.1', ...options };
    const started = serve(settings, () => resolve(started as Server));
  });
  return siteOf(server);
}

/** Repeats a check until it passes. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 20_000 });
}
