import { createServer, type Server } from 'node:http';
import type { SessionManager } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import { SessionSockets } from '@sess/core/sockets';
import express from 'express';
import { type Chat, Room } from './room.js';
import { serveSocketIo } from './socket-io.js';
import { serveWs } from './ws.js';

export function createApp(sessions: SessionManager<Chat>): Server {
  const app = express();
  app.use(sessionMiddleware(sessions));
  app.use(express.urlencoded());

  app.get('/', async (request, response) => {
    const session = await sessions.get(request);
    response.json({ user: session.owner, said: session.get('said') ?? 0 });
  });

  // A real chat would check a password here.
  app.post('/sign-in', async (request, response) => {
    const { name } = request.body as { name?: string };
    if (!name) return void response.status(400).send('name is missing.');
    const session = await sessions.get(request);
    session.signIn(name);
    response.redirect(303, '/');
  });

  // The sockets of this browser are closed.
  app.post('/sign-out', async (request, response) => {
    const session = await sessions.get(request);
    await session.destroy();
    response.redirect(303, '/');
  });

  // The sockets of the user's other browsers are closed.
  app.post('/sign-out-elsewhere', async (request, response) => {
    const session = await sessions.get(request);
    if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
    response.redirect(303, '/');
  });

  const server = createServer(app);
  const sockets = new SessionSockets(sessions);
  const room = new Room();
  serveWs(server, sockets, room);
  serveSocketIo(server, sockets, room);
  server.on('close', () => sockets.close());
  return server;
}
