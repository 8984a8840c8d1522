import { sessionMiddleware } from '@sess/core/node';
import type { Server } from 'connect';
import type { Sessions } from './sessions.js';

export function mount(app: Server, sessions: Sessions): void {
  app.use(sessionMiddleware(sessions));
  app.use('/visits', (request, response, next) => {
    const handle = async (): Promise<void> => {
      const session = await sessions.get(request);
      response.end(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
    };
    handle().catch(next);
  });
}
