import { sessionMiddleware } from '@sess/core/node';
import type { Express } from 'express';
import type { Sessions } from './sessions.js';

export function mount(app: Express, sessions: Sessions): void {
  app.use(sessionMiddleware(sessions));
  app.get('/visits', async (request, response) => {
    const session = await sessions.get(request);
    response.send(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  });
}
