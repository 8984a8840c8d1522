import { sessionMiddleware } from '@sess/core/node';
import { type App, eventHandler, fromNodeMiddleware } from 'h3v1';
import type { Sessions } from './sessions.js';

export function mount(app: App, sessions: Sessions): void {
  app.use(fromNodeMiddleware(sessionMiddleware(sessions, { load: 'lazy' })));
  app.use(
    '/visits',
    eventHandler(async (event) => {
      const session = await sessions.get(event.node.req);
      return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
    }),
  );
}
