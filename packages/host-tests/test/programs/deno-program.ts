// Runs in Deno: tests Deno.serve, and Hono on it, as every host is tested, and upgrades sockets behind a session.
import assert from 'node:assert/strict';
// oxlint-disable typescript/no-deprecated -- applications of Hono 4 have hono/deno
import { upgradeWebSocket } from 'hono/deno';
import { honoApp } from '../hosts/hono-app.js';
import { type Host, pageRequest, responseOf, shopOf, siteAt } from '../hosts/host.js';
import { createShop } from '../mount/deno.js';
import { serveSockets } from '../mount/deno-sockets.js';
import { createSessions } from '../mount/sessions.js';
import { testHost } from '../test-host.js';
import { collectHonoTests, type HonoRuntime } from './hono-laws.js';
import { CollectedTests } from './outcome.js';
import { collectSocketTests } from './socket-laws.js';

const denoServe: Host = {
  name: 'Deno.serve',
  serve(sessions, { page }) {
    const server = createShop(shopOf(sessions), async (request) =>
      responseOf(await page(pageRequest(sessions, request, request)), request.method),
    );
    return Promise.resolve(siteAt(`http://127.0.0.1:${server.addr.port}`, () => server.shutdown()));
  },
};

const serveHono: HonoRuntime['serve'] = ({ fetch }) => {
  const server = Deno.serve({ port: 0, hostname: '127.0.0.1' }, fetch);
  const origin = `http://127.0.0.1:${server.addr.port}`;
  return { ...siteAt(origin, () => server.shutdown()), origin };
};

const hono: Host = {
  name: 'Hono',
  serve: (sessions, pages) => Promise.resolve(serveHono(honoApp(sessions, pages))),
};

const tests = new CollectedTests();
collectHonoTests(tests, {
  serve: serveHono,
  upgrade: upgradeWebSocket(() => ({ onMessage: ({ data }, socket) => socket.send(data as string) })),
  handshakeSetsCookies: true,
});
for (const host of [denoServe, hono]) testHost(tests, host);

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
    const socket = new WebSocket(`ws://127.0.0.1:${server.addr.port}/socket`);
    const echoed = await new Promise<unknown>((resolve, reject) => {
      socket.addEventListener('open', () => socket.send('hello'));
      socket.addEventListener('message', ({ data }) => resolve(data));
      socket.addEventListener('error', reject);
    });
    assert.equal(echoed, 'hello');
    const [cookie = ''] = opened?.headers.getSetCookie() ?? [];
    assert.equal((await sessions.read(`__Host-${cookie.split(';')[0]}`)).get('visits'), 1);
    socket.close();
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
