import { sessionMiddleware } from '@sess/core/node';
import type { Server } from 'socket.io';
import type { Sessions } from './sessions.js';

export function mount(io: Server, sessions: Sessions): void {
  io.engine.use(sessionMiddleware(sessions));
  io.use((socket, next) => {
    sessions.get(socket.request).then((session) => {
      if (session.isNew) return next(new Error('There is no session.'));
      socket.data = { sessionId: session.id };
      return next();
    }, next);
  });
}
