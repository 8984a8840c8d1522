import { handleSession } from '@sess/core/fetch';
import type { Sessions } from './sessions.js';

export function createShop(sessions: Sessions, others: (request: Request) => Promise<Response>) {
  return Bun.serve({
    port: 0,
    fetch: (request, server) =>
      handleSession(sessions, request, async () => {
        const { pathname } = new URL(request.url);
        if (pathname !== '/visits' && pathname !== '/socket') return others(request);
        const session = await sessions.get(request);
        const visits = session.update('visits', 0, (before) => before + 1);
        if (pathname === '/socket' && server.upgrade(request)) return undefined;
        return new Response(`Visit ${visits}`);
      }),
    websocket: {
      message(socket, message) {
        socket.send(message);
      },
    },
  });
}
