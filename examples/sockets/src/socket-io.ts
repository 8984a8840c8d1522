import type { Server } from 'node:http';
import type { SessionSockets, SocketVisitor } from '@sess/core/sockets';
import { type DefaultEventsMap, Server as SocketServer } from 'socket.io';
import type { Chat, Room } from './room.js';

type Events = { say(text: string, acknowledge: (isLive: boolean) => void): void };

export function serveSocketIo(server: Server, sockets: SessionSockets<Chat>, room: Room): void {
  // Otherwise it would end the handshakes of ws that take longer than a second.
  const options = { destroyUpgrade: false };
  const io = new SocketServer<Events, DefaultEventsMap, DefaultEventsMap, SocketVisitor<Chat>>(server, options);
  io.use((socket, next) => {
    sockets.open(socket.request).then(
      (visitor) => {
        if (visitor?.owner === undefined) return next(new Error('Sign in first.'));
        visitor.attach(socket);
        socket.data = visitor;
        return next();
      },
      (error) => {
        console.error(error);
        // The client sees the message.
        next(new Error('Please try again later.'));
      },
    );
  });
  io.on('connection', (socket) => {
    socket.on(
      'disconnect',
      room.hear((text) => socket.emit('said', text)),
    );
    socket.on('say', (text, acknowledge) => {
      room.say(socket.data, text).then(acknowledge, () => acknowledge(false));
    });
  });
}
