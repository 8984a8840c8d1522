import type { Server } from 'node:http';
import type { Site } from '@sess/conformance';
import { siteAt, siteOf } from './host.js';

type Fetch = (request: Request) => Response | Promise<Response>;

/**
 * Serves a fetch handler by the server of the run time: `Bun.serve`, `Deno.serve`, and @hono/node-server on Node. A
 * Worker cannot listen, so there the handler is called.
 */
export async function listen(fetch: Fetch): Promise<Site> {
  if ('Bun' in globalThis) {
    const server = Bun.serve({ port: 0, fetch: async (request) => fetch(request) });
    return siteAt(server.url.href, () => server.stop(true));
  }
  if ('Deno' in globalThis) {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: () => undefined }, fetch);
    return siteAt(`http://127.0.0.1:${server.addr.port}`, () => server.shutdown());
  }
  if ('WebSocketPair' in globalThis) {
    const send: Site['send'] = async (path, init) =>
      fetch(new Request(new URL(path, 'http://127.0.0.1'), { redirect: 'manual', ...init }));
    return { send, close: () => Promise.resolve() };
  }
  const { serve } = await import('@hono/node-server');
  const server = await new Promise<unknown>((resolve) => {
    const started = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started));
  });
  return siteOf(server as Server);
}
