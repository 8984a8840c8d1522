// Runs in Bun: tests Bun.serve, and Elysia and Hono on it, as every host is tested, and upgrades sockets.
import assert from 'node:assert/strict';
import type { Sessions as SuiteSessions } from '@sess/conformance';
// oxlint-disable typescript/no-deprecated -- applications of Hono 4 have hono/bun
import { upgradeWebSocket, websocket } from 'hono/bun';
import { honoApp } from '../hosts/hono-app.js';
import { type Host, pageRequest, responseOf, shopOf, siteAt } from '../hosts/host.js';
import { createShop } from '../mount/bun.js';
import { serveSockets } from '../mount/bun-sockets.js';
import { createSessions, type Sessions } from '../mount/sessions.js';
import { testHost } from '../test-host.js';
import { collectHonoTests, type HonoRuntime } from './hono-laws.js';
import { CollectedTests } from './outcome.js';
import { collectSocketTests } from './socket-laws.js';

const bunServe: Host = {
  name: 'Bun.serve',
  serve(sessions, { page }) {
    const server = createShop(shopOf(sessions), async (request) =>
      responseOf(await page(pageRequest(sessions, request, request)), request.method),
    );
    return Promise.resolve(siteAt(server.url.href, () => server.stop(true)));
  },
};

interface ElysiaApp {
  all(path: string, handler: (context: { request: Request }) => Promise<Response>): unknown;
}

// Elysia's types include Bun's, which replace Node's, so the compiler must not see them here.
const load = (path: string): Promise<unknown> => import(path);
const { Elysia } = (await load('elysia')) as { Elysia: new () => ElysiaApp };
const { mount } = (await load('../mount/elysia.ts')) as {
  mount(app: ElysiaApp, sessions: Sessions): (request: Request) => Promise<Response>;
};

const elysia: Host = {
  name: 'Elysia',
  serve(sessions, { page }) {
    const app = new Elysia();
    const fetch = mount(app, shopOf(sessions));
    app.all('/*', async (context) =>
      responseOf(await page(pageRequest(sessions, context.request, context)), context.request.method),
    );
    const server = Bun.serve({ port: 0, fetch });
    return Promise.resolve(siteAt(server.url.href, () => server.stop(true)));
  },
};

const serveHono: HonoRuntime['serve'] = ({ fetch }) => {
  const server = Bun.serve({ port: 0, fetch, websocket: websocket as never });
  return { ...siteAt(server.url.href, () => server.stop(true)), origin: server.url.origin };
};

const hono: Host = {
  name: 'Hono',
  serve: (sessions, pages) => Promise.resolve(serveHono(honoApp(sessions, pages))),
};

const tests = new CollectedTests();
collectHonoTests(tests, {
  serve: serveHono,
  upgrade: upgradeWebSocket(() => ({ onMessage: ({ data }, socket) => socket.send(data as string) })),
  handshakeSetsCookies: false,
});
for (const host of [bunServe, elysia, hono]) testHost(tests, host);

tests.it('text keeps its Content-Type in Bun.serve and in Elysia', async () => {
  for (const { serve } of [bunServe, elysia]) {
    const site = await serve(createSessions() as unknown as SuiteSessions, {
      page: () => Promise.resolve({}),
      errorPage: () => Promise.resolve({}),
    });
    const response = await site.send('/visits');
    assert.deepEqual([response.headers.getSetCookie().length, await response.text()], [1, 'Visit 1']);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    await site.close();
  }
});

tests.it(
  'server.upgrade() after the session was used opens the socket and stores changes that need no cookie',
  async () => {
    const sessions = createSessions();
    const server = createShop(sessions, () => Promise.resolve(new Response('none', { status: 404 })));
    const { key } = await sessions.create({ data: { visits: 1 } });
    const saved = new Promise<void>((resolve) => {
      sessions.on('saved', () => resolve());
    });
    const headers = { cookie: `sid=${key}` };
    const socket = new WebSocket(new URL('/socket', server.url), { headers });
    const echoed = await new Promise<unknown>((resolve, reject) => {
      socket.addEventListener('open', () => socket.send('hello'));
      socket.addEventListener('message', ({ data }) => resolve(data));
      socket.addEventListener('error', reject);
    });
    assert.equal(echoed, 'hello');
    await saved;
    assert.equal((await sessions.read(`__Host-${headers.cookie}`)).get('visits'), 2);
    socket.close();
    await server.stop(true);
  },
);

collectSocketTests(tests, {
  closedCode: 1001,
  serve(sockets) {
    const server = serveSockets(sockets);
    return { url: server.url.href, stop: () => server.stop(true) };
  },
});

await tests.run();
