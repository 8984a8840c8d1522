import formbody from '@fastify/formbody';
import type { SessionManager } from '@sess/core';
import { fastifySession } from '@sess/core/fastify';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';

export interface Shop {
  visits: number;
  /** How many of each article. */
  cart: Record<string, number>;
}

/** A form with one field. */
function form(field: string) {
  return { schema: { body: { type: 'object', required: [field], properties: { [field]: { type: 'string' } } } } };
}

export async function createApp(sessions: SessionManager<Shop>): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(formbody);
  await app.register(fastifySession(sessions));

  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { statusCode = 500 } = error;
    return reply.code(statusCode).send({ error: statusCode < 500 ? error.message : 'Please try again later.' });
  });

  app.get('/', async (request) => {
    const session = await sessions.get(request);
    const visits = session.update('visits', 0, (count) => count + 1);
    return { visits, cart: session.get('cart') ?? {}, user: session.owner };
  });

  app.post<{ Body: { article: string } }>('/cart', form('article'), async (request, reply) => {
    const session = await sessions.get(request);
    const { article } = request.body;
    session.update('cart', {}, (cart) => {
      cart[article] = (cart[article] ?? 0) + 1;
    });
    return reply.redirect('/', 303);
  });

  // A real shop would check a password here.
  app.post<{ Body: { name: string } }>('/sign-in', form('name'), async (request, reply) => {
    const session = await sessions.get(request);
    session.signIn(request.body.name);
    return reply.redirect('/', 303);
  });

  app.post('/sign-out', async (request, reply) => {
    const session = await sessions.get(request);
    await session.destroy();
    return reply.redirect('/', 303);
  });

  app.get('/devices', async (request, reply) => {
    const { id, owner } = await sessions.get(request);
    if (owner === undefined) return reply.code(401).send({ error: 'Sign in first.' });
    const devices = [];
    for await (const device of sessions.list(owner)) {
      devices.push({ since: new Date(device.createdAt), isThisOne: device.id === id });
    }
    return devices;
  });

  app.post('/sign-out-everywhere', async (request, reply) => {
    const session = await sessions.get(request);
    if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
    await session.destroy();
    return reply.redirect('/', 303);
  });

  return app;
}
