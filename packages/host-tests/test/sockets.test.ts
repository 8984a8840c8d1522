import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemorySessionStore, type Session, type SessionId, SessionManager, StoreError } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import { Server as SocketServer } from 'socket.io';
import { io as connectTo } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { mount as mountOnSocketIo } from './mount/socket-io.js';
import { mount as mountOnWs } from './mount/ws.js';
import { createSessions, type Sessions } from './mount/sessions.js';

let sessions: Sessions;
let server: Server;
let cookie: string;

beforeEach(async () => {
  sessions = createSessions();
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { key } = await sessions.create({ data: { visits: 1 }, owner: 'alice' });
  cookie = `sid=${key}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

describe.each(['websocket', 'polling'])('Socket.IO 4 over %s', (transport) => {
  let io: SocketServer;

  beforeEach(() => {
    io = new SocketServer(server);
    mountOnSocketIo(io, sessions);
  });
  afterEach(() => io.close());

  function connect(headers: Record<string, string>) {
    return connectTo(`http://${address()}`, { transports: [transport], extraHeaders: headers, reconnection: false });
  }

  it('reads the session at the handshake, and edits it for each message', async () => {
    io.on('connection', (socket) => {
      const { sessionId } = socket.data as { sessionId: SessionId };
      socket.on('visit', (acknowledge: (edited: unknown) => void) => {
        const count = (session: Session<{ visits: number }>) => {
          session.update('visits', 0, (visits) => visits + 1);
        };
        sessions.edit(sessionId, count).then(acknowledge, acknowledge);
      });
    });
    const client = connect({ cookie });
    expect(await client.emitWithAck('visit')).toBe(true);
    expect((await sessions.read(`__Host-${cookie}`)).get('visits')).toBe(2);
    client.close();
  });

  it('refuses a visitor without a session', async () => {
    const client = connect({});
    const error = await new Promise<Error>((resolve) => {
      client.on('connect_error', resolve);
    });
    expect(error.message).toBe('There is no session.');
    client.close();
  });
});

describe('ws', () => {
  let sockets: WebSocketServer;

  beforeEach(() => {
    sockets = new WebSocketServer({ noServer: true });
  });
  afterEach(() => sockets.close());

  const connect = (headers: Record<string, string> = {}) => new WebSocket(`ws://${address()}`, { headers });
  const refusal = async (client: WebSocket) => ((await once(client, 'error')) as [Error])[0].message;

  describe('by read and edit', () => {
    beforeEach(() => mountOnWs(server, sockets, sessions, false));

    it('reads the session at the handshake, and edits it for each message until it ends', async () => {
      const client = connect({ cookie });
      await once(client, 'open');
      client.send('visit');
      expect(String((await once(client, 'message'))[0])).toBe('counted');
      const { id, visits } = await sessions
        .read(cookie, { secure: false })
        .then((session) => ({ id: session.id!, visits: session.get('visits') }));
      expect(visits).toBe(2);
      await sessions.revoke(id);
      client.send('visit');
      expect((await once(client, 'close'))[0]).toBe(4401);
    });

    it('refuses a visitor without a session or an owner', async () => {
      const { key } = await sessions.create({ data: { visits: 1 } });
      for (const headers of [{}, { cookie: `sid=${key}` }]) expect(await refusal(connect(headers))).toMatch(/401/);
    });
  });

  it('responds with 503 to a handshake and closes an open socket while the store is down', async () => {
    const store = new MemorySessionStore();
    const down: Sessions = new SessionManager({ store });
    mountOnWs(server, sockets, down, false);
    const { key } = await down.create({ owner: 'alice' });
    const client = connect({ cookie: `sid=${key}` });
    await once(client, 'open');
    store.load = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
    client.send('visit');
    expect((await once(client, 'close'))[0]).toBe(1011);
    expect(await refusal(connect({ cookie: `sid=${key}` }))).toMatch(/503/);
  });

  it('can be mounted by the middleware, without a response', async () => {
    const middleware = sessionMiddleware(sessions);
    const counts: unknown[] = [];
    server.on('upgrade', (request, socket, head) => {
      middleware(request, {} as ServerResponse, () => {
        sockets.handleUpgrade(request, socket, head, (client) => {
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
    const client = connect({ cookie });
    expect(String((await once(client, 'message'))[0])).toBe('done');
    expect([counts, (await sessions.read(cookie, { secure: false })).get('visits')]).toEqual([[2], 2]);
    client.close();
  });
});
