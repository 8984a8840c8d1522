import { handleSession } from '@sess/core/fetch';
import type { Sessions } from './sessions.js';

export function createShop(sessions: Sessions, others: (request: Request) => Promise<Response>) {
  const handle = async (request: Request): Promise<Response> => {
    if (!request.url.endsWith('/visits')) return others(request);
    const session = await sessions.get(request);
    return new Response(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
  };
  return Deno.serve({ port: 0, hostname: '127.0.0.1' }, (request) =>
    handleSession(sessions, request, () => handle(request)),
  );
}
