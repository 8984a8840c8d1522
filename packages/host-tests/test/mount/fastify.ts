import { sessionMiddleware } from '@sess/core/node';
import type { FastifyInstance } from 'fastify';
import type { Sessions } from './sessions.js';

export function mount(app: FastifyInstance, sessions: Sessions): void {
  const middleware = sessionMiddleware(sessions);
  app.addHook('onRequest', (request, reply, done) => {
    middleware(request.raw, reply.raw, (error) => done(error as Error | undefined));
  });
  app.get('/visits', async (request) => {
    const session = await sessions.get(request.raw);
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  });
}
