import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { MemorySessionStore, type Session, StoreError } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import type { SocketVisitor } from '@sess/core/sockets';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type SocketScene, startSocketScene } from './socket-scene.js';

type Visitor = SocketVisitor<{ visits: number }>;

let store: MemorySessionStore;
let scene: SocketScene;
let cookie: string;
let webSockets: WebSocketServer;

beforeEach(async () => {
  store = new MemorySessionStore();
  scene = await startSocketScene({ store });
  cookie = await scene.signIn('alice');
  webSockets = new WebSocketServer({ noServer: true });
});
afterEach(async () => {
  vi.useRealTimers();
  await scene.stop();
  webSockets.close();
});

const connect = (headers: Record<string, string> = { cookie }) => new WebSocket(`ws://${scene.address}`, { headers });
const refusal = async (client: WebSocket) => ((await once(client, 'error')) as [Error])[0].message;
const closing = async (client: WebSocket) => {
  const [code, reason] = (await once(client, 'close')) as [number, Buffer];
  return `${code} ${reason.toString()}`;
};
const count = (session: Session<{ visits: number }>) => {
  session.update('visits', 0, (visits) => visits + 1);
};

/** Accepts visitors with a session. Each message counts a visit. */
function serve({ secure, admitted }: { secure?: boolean; admitted?: (visitor: Visitor) => unknown } = {}): void {
  scene.server.on('upgrade', (request, socket: Duplex, head) => {
    const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    socket.on('error', () => socket.destroy());
    const accept = async (): Promise<unknown> => {
      const visitor = await scene.sockets.open(request, secure === undefined ? {} : { secure });
      if (!visitor) return refuse('401 Unauthorized');
      await admitted?.(visitor);
      return webSockets.handleUpgrade(request, socket, head, (client) => {
        visitor.attach(client);
        client.on('message', () => {
          visitor.edit(count).then(
            (isLive) => client.send(isLive ? 'counted' : 'ended'),
            () => client.close(1011),
          );
        });
      });
    };
    accept().catch(() => refuse('503 Service Unavailable'));
  });
}

describe('ws', () => {
  it('has the session of the handshake, edits it for each message, and closes when it ends', async () => {
    const seen: unknown[] = [];
    serve({ admitted: ({ owner, session }) => seen.push(owner, session.get('visits')) });
    const clients = [connect(), connect()];
    await Promise.all(clients.map((client) => once(client, 'open')));
    expect(seen).toEqual(['alice', 1, 'alice', 1]);
    clients[0]!.send('visit');
    expect(String((await once(clients[0]!, 'message'))[0])).toBe('counted');
    const session = await scene.sessions.read(cookie, { secure: false });
    expect([session.get('visits'), scene.sockets.size]).toEqual([2, 2]);
    const closed = Promise.all(clients.map(closing));
    await scene.sessions.revoke(session.id!);
    expect([scene.sockets.size, await closed]).toEqual([0, ['4401 ended', '4401 ended']]);
  });

  it('lets go of a socket whose client has left', async () => {
    serve();
    const client = connect();
    await once(client, 'open');
    expect(scene.sockets.size).toBe(1);
    const [accepted] = webSockets.clients;
    const closed = once(accepted!, 'close');
    client.terminate();
    await closed;
    expect(scene.sockets.size).toBe(0);
  });

  it('refuses a visitor without a session, and responds with 503 while the store is down', async () => {
    serve();
    expect(await refusal(connect({}))).toMatch(/401/);
    store.load = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
    expect(await refusal(connect())).toMatch(/503/);
  });

  it('closes a socket whose session ends between the handshake and its acceptance', async () => {
    serve({ admitted: ({ id }) => scene.sessions.revoke(id) });
    const client = connect();
    expect(await closing(client)).toBe('4401 ended');
  });

  it('finds the cookie of HTTPS behind a proxy if it is told so', async () => {
    const headers = { cookie: `__Host-${cookie}`, 'x-forwarded-proto': 'https' };
    const reported: unknown[] = [];
    scene.sessions.on('insecure', (event) => reported.push(event));
    scene.sessions.on('rejected-key', (event) => reported.push(event));
    serve();
    expect(await refusal(connect(headers))).toMatch(/401/);
    expect(reported).toEqual([expect.anything(), { reason: 'other-scheme', cookie: '__Host-sid' }]);
    scene.server.removeAllListeners('upgrade');
    serve({ secure: true });
    await once(connect(headers), 'open');
  });

  it('survives a client that leaves while its session is loaded', async () => {
    const steps = new EventEmitter();
    serve({
      admitted: async () => {
        steps.emit('loading');
        await once(steps, 'left');
      },
    });
    const [upgrade, loading] = [once(scene.server, 'upgrade'), once(steps, 'loading')];
    const leaving = await handshakeByHand();
    const [, accepted] = (await upgrade) as [unknown, Duplex];
    await loading;
    const reset = new Promise((resolve) => {
      accepted.on('close', resolve);
    });
    leaving.resetAndDestroy();
    await reset;
    steps.emit('left');
    const [client, next] = [connect(), once(steps, 'loading')];
    await next;
    steps.emit('left');
    await once(client, 'open');
    expect(webSockets.clients.size).toBe(1);
  });

  it('ends a socket whose client does not react to the closing, after five seconds', async () => {
    serve();
    const client = await handshakeByHand();
    await once(client, 'data');
    client.resume();
    await expect.poll(() => scene.sockets.size).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await scene.sessions.revokeOwner('alice');
    const [accepted] = webSockets.clients;
    expect(accepted!.readyState).toBe(WebSocket.CLOSING);
    const closed = once(accepted!, 'close');
    await vi.advanceTimersByTimeAsync(5000);
    await closed;
    expect(webSockets.clients.size).toBe(0);
  });

  it('can be mounted by the middleware, without a response', async () => {
    const { sessions, server } = scene;
    const middleware = sessionMiddleware(sessions);
    const counts: unknown[] = [];
    server.on('upgrade', (request, socket: Duplex, head) => {
      middleware(request, {} as ServerResponse, () => {
        webSockets.handleUpgrade(request, socket, head, (client) => {
          sessions
            .get(request)
            .then(async (session) => {
              counts.push(session.update('visits', 0, (visits) => visits + 1));
              await session.save();
              expect(() => session.signIn('bob')).toThrow(expect.objectContaining({ code: 'WRONG_TIME' }));
            })
            .then(
              () => client.send('done'),
              (error: unknown) => client.send(String(error)),
            );
        });
      });
    });
    const client = connect();
    expect(String((await once(client, 'message'))[0])).toBe('done');
    expect([counts, (await sessions.read(cookie, { secure: false })).get('visits')]).toEqual([[2], 2]);
    client.close();
  });
});

/** A client that sends a handshake and nothing else. */
async function handshakeByHand(): Promise<Socket> {
  const [host, port] = scene.address.split(':');
  const client = connectTcp(Number(port), host);
  await once(client, 'connect');
  const lines = ['GET / HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', `Cookie: ${cookie}`];
  const more = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''];
  client.write([...lines, ...more].join('\r\n'));
  return client;
}
