import type { Server } from 'node:http';
import type { WebSocketServer } from 'ws';
import type { Sessions } from './sessions.js';

/** @param secure - Whether browsers come by HTTPS. */
export function mount(server: Server, sockets: WebSocketServer, sessions: Sessions, secure: boolean): void {
  server.on('upgrade', (request, socket, head) => {
    const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`);
    sessions.read(request.headers.cookie, { secure }).then(
      ({ id, owner }) => {
        if (id === undefined || owner === undefined) return refuse('401 Unauthorized');
        return sockets.handleUpgrade(request, socket, head, (client) => {
          client.on('message', () => {
            sessions
              .edit(id, (session) => void session.update('visits', 0, (visits) => visits + 1))
              .then(
                (isLive) => (isLive ? client.send('counted') : client.close(4401)),
                () => client.close(1011),
              );
          });
        });
      },
      () => refuse('503 Service Unavailable'),
    );
  });
}
