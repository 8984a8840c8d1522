import { SessionError } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import type { Hono } from 'hono';
import type { Sessions } from './sessions.js';

export function mount(app: Hono, sessions: Sessions): void {
  app.use(async (c, next) => {
    const response = await handleSession(sessions, c.req.raw, async () => {
      await next();
      return c.res;
    });
    // Assigned over another response, it would be given that one's headers.
    c.res = undefined;
    c.res = response;
  });
  app.get('/visits', async (c) => {
    const session = await sessions.get(c.req.raw);
    return c.text(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  });
  app.onError((error) => {
    const status = error instanceof SessionError ? error.status : 500;
    return new Response('Something went wrong.', { status });
  });
}
