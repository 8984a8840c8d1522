import type { SessionSockets } from '@sess/core/sockets';

export function serveSockets(sockets: SessionSockets<{ visits: number }>) {
  return Deno.serve({ port: 0, hostname: '127.0.0.1' }, async (request) => {
    const visitor = await sockets.open(request);
    if (!visitor) return new Response('Sign in first.', { status: 401 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    visitor.attach(socket);
    socket.addEventListener('message', () => {
      visitor
        .edit((session) => void session.update('visits', 0, (visits) => visits + 1))
        .then(
          (isLive) => socket.send(isLive ? 'counted' : 'ended'),
          () => socket.close(4500),
        );
    });
    return response;
  });
}
