import type { Server, ServerResponse } from 'node:http';
import { sessionMiddleware } from '@sess/core/node';
import type { WebSocketServer } from 'ws';
import type { Sessions } from './sessions.js';

export function mount(server: Server, sockets: WebSocketServer, sessions: Sessions): void {
  const middleware = sessionMiddleware(sessions);
  server.on('upgrade', (request, socket, head) => {
    middleware(request, {} as ServerResponse, () => {
      sessions.get(request).then(
        (session) => {
          if (session.isNew) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
          return sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
        },
        () => socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n'),
      );
    });
  });
}
