import { handleSession } from '@sess/core/fetch';
import type { Elysia } from 'elysia';
import type { Sessions } from './sessions.js';

/** Returns what `Bun.serve({ fetch })` calls. */
export function mount(app: Elysia, sessions: Sessions): (request: Request) => Promise<Response> {
  app.get('/visits', async (context) => {
    const session = await sessions.get(context);
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  });
  return (request) => handleSession(sessions, request, () => app.fetch(request));
}
