import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Address } from './raw-memcached.js';

/** A server whose replies a test chooses, because memcached itself would not send them. */
export interface ScriptedServer {
  readonly name: string;
  readonly address: Address;
  /** All that was received, over all connections. */
  readonly received: string[];
  readonly connections: Set<Socket>;
  close(): Promise<void>;
}

/** @param reply - Returns the reply to a request, or undefined for none. */
export async function startScripted(
  reply: (request: string, socket: Socket) => string | undefined,
): Promise<ScriptedServer> {
  const connections = new Set<Socket>();
  const received: string[] = [];
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(socket));
    socket.on('data', (bytes) => {
      received.push(bytes.toString('latin1'));
      const text = reply(bytes.toString('latin1'), socket);
      if (text !== undefined) socket.write(text, 'latin1');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    name: `127.0.0.1:${port}`,
    address: { host: '127.0.0.1', port },
    received,
    connections,
    async close() {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
