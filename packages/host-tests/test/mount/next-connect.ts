import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionMiddleware } from '@sess/core/node';
import { type createRouter, expressWrapper } from 'next-connect';
import type { Sessions } from './sessions.js';

type Router = ReturnType<typeof createRouter<IncomingMessage, ServerResponse>>;

export function mount(router: Router, sessions: Sessions): void {
  router.use(expressWrapper(sessionMiddleware(sessions)));
  router.get('/visits', async (request, response) => {
    const session = await sessions.get(request);
    response.end(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  });
}
