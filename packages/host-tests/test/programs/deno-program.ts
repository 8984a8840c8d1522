// Runs in Deno: tests Deno.serve, and Hono on it, as every host is tested, and upgrades sockets behind a session.
import assert from 'node:assert/strict';
// oxlint-disable typescript/no-deprecated -- applications of Hono 4 have hono/deno
import { upgradeWebSocket } from 'hono/deno';
import { denoHosts } from '../hosts/deno-hosts.js';
import { honoHosts } from '../hosts/hono-hosts.js';
import { siteAt } from '../hosts/host.js';
import { createShop } from '../mount/deno.js';
import { serveSockets } from '../mount/deno-sockets.js';
import { createSessions } from '../mount/sessions.js';
import { testHost } from '../test-host.js';
import { echoed } from './echoed.js';
import { collectHonoTests, type HonoRuntime } from './hono-laws.js';
import { CollectedTests } from './outcome.js';
import { collectSocketTests } from './socket-laws.js';

const serveHono: HonoRuntime['serve'] = ({ fetch }) => {
  const server = Deno.serve({ port: 0, hostname: '127.0.0.1' }, fetch);
  const origin = `http://127.0.0.1:${server.addr.port}`;
  return { ...siteAt(origin, () => server.shutdown()), origin };
};

const tests = new CollectedTests();
collectHonoTests(tests, {
  serve: serveHono,
  upgrade: upgradeWebSocket(() => ({ onMessage: ({ data }, socket) => socket.send(data as string) })),
  handshakeSetsCookies: true,
});
for (const host of [...denoHosts, ...honoHosts]) testHost(tests, host);

tests.it(
  'Deno.upgradeWebSocket() after the session was used opens the socket, and its response has the cookie',
  async () => {
    const sessions = createSessions();
    let opened: Response | undefined;
    const server = createShop(sessions, async (request) => {
      (await sessions.get(request)).set('visits', 1);
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.addEventListener('message', ({ data }: { data: string }) => socket.send(data));
      opened = response;
      return response;
    });
    assert.equal(await echoed(new WebSocket(`ws://127.0.0.1:${server.addr.port}/socket`)), 'hello');
    const [cookie = ''] = opened?.headers.getSetCookie() ?? [];
    assert.equal((await sessions.read(`__Host-${cookie.split(';')[0]}`)).get('visits'), 1);
  },
);

collectSocketTests(tests, {
  closedCode: 1000,
  serve(sockets) {
    const server = serveSockets(sockets);
    return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
  },
});

await tests.run();
