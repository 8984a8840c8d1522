import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session, SessionId } from '@sess/core';
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

  it('knows the session at the handshake, and edits it per message', async () => {
    io.on('connection', (socket) => {
      const { sessionId } = socket.data as { sessionId: SessionId };
      socket.on('visit', (answer: (edited: unknown) => void) => {
        const count = (session: Session<{ visits: number }>) => {
          session.update('visits', 0, (visits) => visits + 1);
        };
        sessions.edit(sessionId, count).then(answer, answer);
      });
    });
    const client = connect({ cookie });
    expect(await client.emitWithAck('visit')).toBe(true);
    expect((await sessions.read(`__Host-${cookie}`)).get('visits')).toBe(2);
    client.close();
  });

  it('turns away who has no session', async () => {
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
    mountOnWs(server, sockets, sessions);
  });
  afterEach(() => sockets.close());

  it('knows the session at the handshake', async () => {
    sockets.on('connection', (socket, request) => socket.send(String(sessions.peek(request)?.get('visits'))));
    const client = new WebSocket(`ws://${address()}`, { headers: { cookie } });
    const [message] = (await once(client, 'message')) as [Buffer];
    expect(message.toString()).toBe('1');
    client.close();
  });

  it('turns away who has no session', async () => {
    const client = new WebSocket(`ws://${address()}`);
    const [error] = (await once(client, 'error')) as [Error];
    expect(error.message).toMatch(/401/);
  });
});
