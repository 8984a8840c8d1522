import { handleSession } from '@sess/core/fetch';
import type { H3 } from 'h3';
import type { Sessions } from './sessions.js';

/** Returns what a server calls: `serve({ fetch })` of h3, `Bun.serve({ fetch })`, `Deno.serve(fetch)`. */
export function mount(app: H3, sessions: Sessions): (request: Request) => Promise<Response> {
  app.get('/visits', async (event) => {
    const session = await sessions.get(event);
    return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
  });
  return (request) => handleSession(sessions, request, () => app.fetch(request));
}
