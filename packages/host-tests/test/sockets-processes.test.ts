import { fork } from 'node:child_process';
import { once } from 'node:events';
import { findServer, memcached, skip } from '@sess/test-servers';
import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';
import type { SessionSocketsOptions, SocketVisitor } from '@sess/core/sockets';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { bundled } from './bundle-program.js';
import type { Order, Reply } from './programs/socket-process.js';
import { type SocketScene, startSocketScene } from './socket-scene.js';

const server = await findServer(memcached);
if (server.url === undefined) skip('sockets of two processes', server.reason);
const place = server.url === undefined ? '' : new URL(server.url).host;
const other = server.url === undefined ? undefined : fork(await bundled('socket-process'), [place]);

afterAll(async () => {
  other?.disconnect();
  if (server.url !== undefined) await server.stop();
});

/** Lets the other process do that to the session of the cookie. Returns the new cookie. */
function elsewhere(action: Order['action'], cookie: string): Promise<string> {
  return new Promise((resolve) => {
    const listen = (reply: Reply): void => {
      if (!('cookie' in reply)) return;
      other!.off('message', listen);
      resolve(reply.cookie);
    };
    other!.on('message', listen);
    other!.send({ action, cookie } satisfies Order);
  });
}

describe.skipIf(!other)('sockets of another process than the one that ends the session', () => {
  let scene: SocketScene;
  const webSockets = new WebSocketServer({ noServer: true });
  const client = new MemcachedServers({ servers: [place] });

  afterEach(() => scene.stop());
  afterAll(() => client.close());

  /** Opens a socket with a session. */
  async function connect(options: SessionSocketsOptions) {
    scene = await startSocketScene({ store: new MemcachedSessionStore(client), ...options });
    const cookie = await scene.signIn('alice');
    const opened = new Promise<SocketVisitor<{ visits: number }>>((resolve, reject) => {
      scene.server.on('upgrade', (request, socket, head) => {
        scene.sockets.open(request).then((visitor) => {
          webSockets.handleUpgrade(request, socket, head, (accepted) => void visitor!.attach(accepted));
          resolve(visitor!);
        }, reject);
      });
    });
    const webSocket = new WebSocket(`ws://${scene.address}`, { headers: { cookie } });
    const closed = once(webSocket, 'close').then(([code, reason]) => `${code} ${String(reason)}`);
    const visitor = await opened;
    return { cookie, visitor, closed };
  }

  it.each([
    ['sign-out', '4401 ended'],
    ['sign-in', '4401 replaced'],
  ] as const)('are closed after a %s, by looking at the store', async (action, reason) => {
    const { cookie, closed } = await connect({ checkEvery: { seconds: 1 } });
    await elsewhere(action, cookie);
    expect(await closed).toBe(reason);
  });

  it('follow a regenerate, and are closed when the new session is signed out', async () => {
    const { cookie, visitor, closed } = await connect({ checkEvery: { seconds: 1 } });
    const next = await elsewhere('regenerate', cookie);
    const { id } = await scene.sessions.read(next, { secure: false });
    await expect.poll(() => visitor.id).toBe(id);
    expect(await visitor.edit((session) => void session.update('visits', 0, (visits) => visits + 1))).toBe(true);
    expect((await scene.sessions.read(next, { secure: false })).get('visits')).toBe(2);
    await elsewhere('sign-out', next);
    expect(await closed).toBe('4401 ended');
  });

  it('are closed at once by a message of a bus', async () => {
    const { cookie, closed } = await connect({ checkEvery: { hours: 24 } });
    const deliver = (reply: Reply) => {
      if ('published' in reply) scene.sockets.receive(reply.published);
    };
    other!.on('message', deliver);
    await elsewhere('sign-out', cookie);
    expect(await closed).toBe('4401 ended');
    other!.off('message', deliver);
  });
});
