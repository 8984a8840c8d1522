import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { vi } from 'vitest';
import { siteOf } from './hosts/host.js';
import { Shop } from './outage.js';

/** A shop whose visitors have cookies of http. */
export class HonoShop extends Shop {
  /** Returns a `Cookie` header of a new session. */
  async visitor(): Promise<string> {
    const { key } = await this.sessions.create({ owner: 'alice', data: { visits: 1 }, secure: false });
    this.calls.length = 0;
    return `sid=${key}`;
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
