import type { SessionSockets, SocketVisitor } from '@sess/core/sockets';

type Visitor = SocketVisitor<{ visits: number }>;

export function serveSockets(sockets: SessionSockets<{ visits: number }>) {
  return Bun.serve<{ visitor: Visitor; detach?: () => void }>({
    port: 0,
    async fetch(request, server) {
      const visitor = await sockets.open(request);
      if (!visitor) return new Response('Sign in first.', { status: 401 });
      return server.upgrade(request, { data: { visitor } }) ? undefined : new Response('This takes a WebSocket.');
    },
    websocket: {
      open(socket) {
        socket.data.detach = socket.data.visitor.attach(socket);
      },
      close(socket) {
        socket.data.detach?.();
      },
      message(socket) {
        socket.data.visitor
          .edit((session) => void session.update('visits', 0, (visits) => visits + 1))
          .then(
            (isLive) => socket.send(isLive ? 'counted' : 'ended'),
            () => socket.close(1011),
          );
      },
    },
  });
}
