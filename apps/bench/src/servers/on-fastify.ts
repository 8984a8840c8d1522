import { createServer, type RequestListener } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { withSession } from '@sess/core/node';
import fastify, { type FastifyInstance } from 'fastify';
import { pages, type Visitor } from './request-kinds.js';

declare module 'fastify' {
  interface Session {
    visits?: number;
    name?: string;
  }
}

export async function bareFastify(): Promise<RequestListener> {
  const app = fastify();
  for (const page of pages) app.get(`/${page}`, () => Promise.resolve('ok'));
  return await listenerOf(app);
}

export async function sessOnFastify(): Promise<RequestListener> {
  const sessions = new SessionManager<Visitor>({ store: new MemorySessionStore() });
  const app = fastify({ serverFactory: (handler) => createServer(withSession(sessions, handler)) });
  app.get('/start', async (request) => {
    (await sessions.get(request.raw)).set('name', 'somebody').set('visits', 0);
    return 'ok';
  });
  app.get('/untouched', () => Promise.resolve('ok'));
  app.get('/read', async (request, reply) => {
    const session = await sessions.get(request.raw);
    return reply.code(session.get('name') ? 200 : 500).send('ok');
  });
  app.get('/change', async (request, reply) => {
    const session = await sessions.get(request.raw);
    session.update('visits', 0, (visits) => visits + 1);
    return reply.code(session.get('name') ? 200 : 500).send('ok');
  });
  return await listenerOf(app);
}

export async function sessionOfFastify(): Promise<RequestListener> {
  const app = fastify();
  await app.register(fastifyCookie);
  const secret = 'only for the benchmark, and long enough for it';
  await app.register(fastifySession, { secret, saveUninitialized: false, rolling: false, cookie: { secure: false } });
  app.get('/start', (request) => {
    request.session.name = 'somebody';
    request.session.visits = 0;
    return Promise.resolve('ok');
  });
  app.get('/untouched', () => Promise.resolve('ok'));
  app.get('/read', (request, reply) => reply.code(request.session.name ? 200 : 500).send('ok'));
  app.get('/change', (request, reply) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    return reply.code(request.session.name ? 200 : 500).send('ok');
  });
  return await listenerOf(app);
}

/** The listener that Fastify's own server would get. */
async function listenerOf(app: FastifyInstance): Promise<RequestListener> {
  await app.ready();
  return (request, response) => void app.server.emit('request', request, response);
}
