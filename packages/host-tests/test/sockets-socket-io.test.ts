import { type Session, StoreError, MemorySessionStore } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import type { SocketVisitor } from '@sess/core/sockets';
import { type DefaultEventsMap, Server, type ServerOptions } from 'socket.io';
import { io as connectTo, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SocketScene, startSocketScene } from './socket-scene.js';

type Shop = { visits: number };
type Events = { visit(acknowledge: (edited: unknown) => void): void };
type Io = Server<Events, DefaultEventsMap, DefaultEventsMap, { visitor: SocketVisitor<Shop> }>;

let store: MemorySessionStore;
let scene: SocketScene;
let cookie: string;
let io: Io;
const clients: Socket[] = [];

beforeEach(async () => {
  store = new MemorySessionStore();
  scene = await startSocketScene({ store });
  cookie = await scene.signIn('alice');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await io.close();
  await scene.stop().catch(() => undefined);
});

const count = (session: Session<Shop>) => {
  session.update('visits', 0, (visits) => visits + 1);
};

/** Admits visitors with a session. */
function serve(options: Partial<ServerOptions> = {}, admitted?: (visitor: SocketVisitor<Shop>) => unknown): void {
  io = new Server(scene.server, options);
  io.use((socket, next) => {
    const admit = async (): Promise<undefined> => {
      const visitor = await scene.sockets.open(socket.request);
      if (!visitor) throw new Error('There is no session.');
      visitor.attach(socket);
      socket.data = { visitor };
      await admitted?.(visitor);
    };
    // oxlint-disable-next-line promise/no-callback-in-promise -- what middleware of Socket.IO takes is a callback
    admit().then(next, next);
  });
  io.on('connection', (socket) => {
    socket.on('visit', (acknowledge) => {
      socket.data.visitor.edit(count).then(acknowledge, acknowledge);
    });
  });
}

function connect(transport: string, headers: Record<string, string> = { cookie }, path = '/'): Socket {
  const options = { transports: [transport], extraHeaders: headers, reconnection: false, forceNew: true };
  const client = connectTo(`http://${scene.address}${path}`, options);
  clients.push(client);
  return client;
}

const next = (client: Socket, event: string) =>
  new Promise<unknown>((resolve) => {
    client.once(event, resolve);
  });

describe.each(['websocket', 'polling'])('Socket.IO 4 over %s', (transport) => {
  it('has the session of the handshake, and edits it for each message', async () => {
    serve();
    const client = connect(transport);
    expect(await client.emitWithAck('visit')).toBe(true);
    expect((await scene.sessions.read(cookie, { secure: false })).get('visits')).toBe(2);
    client.close();
    await expect.poll(() => scene.sockets.size).toBe(0);
  });

  it('is disconnected when the session ends, and refused when it connects again', async () => {
    serve();
    const client = connect(transport);
    await next(client, 'connect');
    const reason = next(client, 'disconnect');
    await scene.sessions.revokeOwner('alice');
    expect([scene.sockets.size, await reason]).toEqual([0, 'io server disconnect']);
    const refused = next(client, 'connect_error');
    client.connect();
    expect(await refused).toMatchObject({ message: 'There is no session.' });
  });

  it('is disconnected from all namespaces', async () => {
    serve();
    io.of('/news').use((_socket, admit) => admit());
    const client = connect(transport);
    const news = client.io.socket('/news');
    await Promise.all([next(client, 'connect'), next(news, 'connect')]);
    const reasons = Promise.all([next(client, 'disconnect'), next(news, 'disconnect')]);
    await scene.sessions.revokeOwner('alice');
    expect(await reasons).toEqual(['io server disconnect', 'io server disconnect']);
  });

  it('is refused without a session, and when the store is down', async () => {
    serve();
    const refused = async (headers?: Record<string, string>) => next(connect(transport, headers), 'connect_error');
    expect(await refused({})).toMatchObject({ message: 'There is no session.' });
    store.load = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
    expect(await refused()).toBeInstanceOf(Error);
    expect(scene.sockets.size).toBe(0);
  });

  it('is closed if the session ends before the connection event', async () => {
    serve({}, () => scene.sessions.revokeOwner('alice'));
    const connected: unknown[] = [];
    io.on('connection', (socket) => connected.push(socket));
    const client = connect(transport);
    await expect.poll(() => scene.sockets.size).toBe(0);
    await next(client.io as never, 'close');
    expect([client.connected, connected]).toEqual([false, []]);
  });

  it('leaves nothing behind when a later middleware refuses the socket', async () => {
    serve();
    io.use((_socket, admit) => admit(new Error('Not today.')));
    const client = connect(transport);
    expect(await next(client, 'connect_error')).toMatchObject({ message: 'Not today.' });
    expect(scene.sockets.size).toBe(1);
    client.io.engine.close();
    await expect.poll(() => scene.sockets.size).toBe(0);
  });

  it('can be mounted by the middleware, whose response has no getHeaders', async () => {
    const { sessions } = scene;
    io = new Server(scene.server);
    io.engine.use(sessionMiddleware(sessions));
    io.use((socket, admit) => {
      sessions.get(socket.request).then(({ owner }) => admit(owner === 'alice' ? undefined : new Error('Who?')), admit);
    });
    await next(connect(transport), 'connect');
    expect(await next(connect(transport, {}), 'connect_error')).toMatchObject({ message: 'Who?' });
  });
});

describe('Socket.IO 4 with connection state recovery', () => {
  it('runs the handshake again with skipMiddlewares: false, so that an ended session is not recovered', async () => {
    serve({ connectionStateRecovery: { skipMiddlewares: false } });
    const client = connect('websocket');
    await next(client, 'connect');
    io.emit('news', 'for the offset');
    await next(client, 'news');
    client.io.engine.close();
    await expect.poll(() => scene.sockets.size).toBe(0);
    await scene.sessions.revokeOwner('alice');
    const refused = next(client, 'connect_error');
    client.connect();
    expect(await refused).toMatchObject({ message: 'There is no session.' });
    expect(client.recovered).toBe(false);
  });
});
