import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { withSession } from '@sess/core/node';
import type { Sessions } from './sessions.js';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createShop(sessions: Sessions, others: Listener): Server {
  return createServer(
    withSession(sessions, async (request, response) => {
      if (request.url !== '/visits') return others(request, response);
      const session = await sessions.get(request);
      response.end(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
    }),
  );
}
