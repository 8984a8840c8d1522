/** Sends a message by a socket that opens. Returns what comes back. */
export function echoed(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => socket.send('hello'));
    socket.addEventListener('error', reject);
    socket.addEventListener('message', ({ data }: { data: unknown }) => {
      socket.close();
      resolve(data);
    });
  });
}
