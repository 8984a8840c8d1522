import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import express from 'express';
import passport from 'passport';
import { Server as SocketServer, type Socket } from 'socket.io';
import { io as connectTo, type Socket as Client } from 'socket.io-client';
import { onTestFinished } from 'vitest';
import { Browser } from './browser.js';
import type { Mounted } from './implementations.js';
import { listen, originOf } from './serve.js';
import { visitOf } from './visit.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;
type Acknowledge = (result: unknown) => void;

/** Mounts a middleware for the handshake only, as Socket.IO's documentation does for Passport. */
function onlyForHandshake(middleware: Middleware): Middleware {
  return (request, response, next) => {
    if (!/[?&]sid=/.test(request.url ?? '')) middleware(request, response, next);
    else next();
  };
}

/** A page and a socket that share a session, by the recipe of Socket.IO's documentation. */
export async function openSocketShop({ middleware }: Mounted, transport: string) {
  const app = express();
  const users = new passport.Passport();
  users.serializeUser((user, done) => done(null, user.name));
  users.deserializeUser((name: string, done) => done(null, { id: 7, name }));
  app.use(middleware, users.session());
  app.get('/count', (request, response) => {
    const session = visitOf(request);
    session.visits = (session.visits ?? 0) + 1;
    response.json({ visits: session.visits, note: session.note, id: session.id });
  });
  app.get('/visits', (request, response) => response.json({ visits: visitOf(request).visits }));
  app.get('/login', (request, response, next) => {
    request.login({ id: 7, name: 'alice' }, (error) => (error ? next(error) : response.json({})));
  });
  app.get('/logout', (request, response) => {
    const { id } = visitOf(request);
    visitOf(request).destroy(() => {
      io.to(id).disconnectSockets();
      response.sendStatus(204);
    });
  });
  app.get('/leave', (request, response) => visitOf(request).destroy(() => response.sendStatus(204)));

  const server = await listen(createServer(app));
  const io = new SocketServer(server);
  io.engine.use(middleware);
  io.engine.use(onlyForHandshake(users.session() as Middleware));
  io.on('connection', async (socket) => {
    addEvents(socket);
    await socket.join(visitOf(socket.request).id);
  });
  onTestFinished(() => io.close());

  const browser = new Browser(originOf(server));
  return {
    browser,
    io,
    /** Connects with the cookies of the browser. */
    connect(cookie = browser.cookie): Client {
      const client = connectTo(originOf(server), {
        transports: [transport],
        extraHeaders: { ...(cookie && { cookie }) },
        reconnection: false,
        forceNew: true,
      });
      onTestFinished(() => {
        client.close();
      });
      return client;
    },
  };
}

export function whenClosed(client: Client): Promise<string> {
  return new Promise((resolve) => {
    client.on('disconnect', resolve);
  });
}

function addEvents(socket: Socket): void {
  const request = socket.request as IncomingMessage & { user?: Express.User };
  socket.on('user', (acknowledge: Acknowledge) => acknowledge(request.user?.name));
  socket.on('read', (acknowledge: Acknowledge) => {
    const { id, visits, note } = visitOf(request);
    acknowledge({ id, visits, note });
  });
  socket.on('note', (note: string, acknowledge: Acknowledge) => {
    visitOf(request).note = note;
    visitOf(request).save((error) => acknowledge(error ? 'failed' : 'saved'));
  });
  socket.on('reload', (acknowledge: Acknowledge) => {
    visitOf(request).reload((error) => {
      if (error) socket.disconnect();
      else acknowledge({ visits: visitOf(request).visits });
    });
  });
}
