import middie from '@fastify/middie';
import { sessionMiddleware } from '@sess/core/node';
import type { FastifyInstance } from 'fastify';
import type { Sessions } from './sessions.js';

export async function mount(app: FastifyInstance, sessions: Sessions): Promise<void> {
  await app.register(middie);
  app.use(sessionMiddleware(sessions));
  app.get('/visits', async (request) => {
    const session = await sessions.get(request);
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  });
}
