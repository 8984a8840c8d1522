import type { Server } from 'node:http';
import type { SessionSockets } from '@sess/core/sockets';
import { WebSocketServer } from 'ws';
import type { Chat, Room } from './room.js';

export function serveWs(server: Server, sockets: SessionSockets<Chat>, room: Room): void {
  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    // Socket.IO has its own listener.
    if (request.url?.startsWith('/socket.io/')) return;
    const refuse = (status: string) => void socket.end(`HTTP/1.1 ${status}\r\n\r\n`, () => socket.destroy());
    // Without it, a client that leaves while its session is loaded ends the process.
    socket.on('error', () => socket.destroy());
    if (request.url !== '/ws') return refuse('404 Not Found');
    sockets.open(request).then(
      (visitor) => {
        if (visitor?.owner === undefined) return refuse('401 Unauthorized');
        return webSockets.handleUpgrade(request, socket, head, (client) => {
          visitor.attach(client);
          client.on(
            'close',
            room.hear((text) => client.send(text)),
          );
          client.on('error', () => client.terminate());
          client.on('message', (data: Buffer) => {
            room.say(visitor, data.toString()).catch(() => client.send('Please try again later.'));
          });
        });
      },
      (error) => {
        console.error(error);
        refuse('503 Service Unavailable');
      },
    );
  });
}
