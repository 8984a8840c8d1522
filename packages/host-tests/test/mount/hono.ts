import { SessionError } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import type { Hono } from 'hono';
import type { Sessions } from './sessions.js';

/** Returns what a server calls: `serve({ fetch })` of @hono/node-server or Bun, `Deno.serve(fetch)`. */
export function mount(app: Hono, sessions: Sessions): (request: Request, env?: object) => Promise<Response> {
  app.get('/visits', async (c) => {
    const session = await sessions.get(c.req.raw);
    return c.text(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  });
  app.onError((error) => {
    const status = error instanceof SessionError ? error.status : 500;
    return new Response('Something went wrong.', { status });
  });
  return (request, env) => handleSession(sessions, request, () => app.fetch(request, env));
}
