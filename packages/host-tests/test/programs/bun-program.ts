// Runs in Bun: tests Bun.serve, and Elysia and Hono on it, as every host is tested, and upgrades sockets.
import assert from 'node:assert/strict';
import type { Sessions as SuiteSessions } from '@sess/conformance';
// oxlint-disable typescript/no-deprecated -- applications of Hono 4 have hono/bun
import { upgradeWebSocket, websocket } from 'hono/bun';
import { bunHosts } from '../hosts/bun-hosts.js';
import { honoHosts } from '../hosts/hono-hosts.js';
import { siteAt } from '../hosts/host.js';
import { createShop } from '../mount/bun.js';
import { serveSockets } from '../mount/bun-sockets.js';
import { createSessions } from '../mount/sessions.js';
import { testHost } from '../test-host.js';
import { echoed } from './echoed.js';
import { collectHonoTests, type HonoRuntime } from './hono-laws.js';
import { CollectedTests } from './outcome.js';
import { collectSocketTests } from './socket-laws.js';

const serveHono: HonoRuntime['serve'] = ({ fetch }) => {
  const server = Bun.serve({ port: 0, fetch, websocket: websocket as never });
  return { ...siteAt(server.url.href, () => server.stop(true)), origin: server.url.origin };
};

const tests = new CollectedTests();
collectHonoTests(tests, {
  serve: serveHono,
  upgrade: upgradeWebSocket(() => ({ onMessage: ({ data }, socket) => socket.send(data as string) })),
  handshakeSetsCookies: false,
});
for (const host of [...bunHosts, ...honoHosts]) testHost(tests, host);

tests.it('text keeps its Content-Type in Bun.serve and in Elysia', async () => {
  for (const { serve } of bunHosts) {
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
    assert.equal(await echoed(new WebSocket(new URL('/socket', server.url), { headers })), 'hello');
    await saved;
    assert.equal((await sessions.read(`__Host-${headers.cookie}`)).get('visits'), 2);
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
