import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/**
 * Serves on that port of this machine; with `orAnyOther`, on a free one when it is taken.
 *
 * @throws the error of the system, such as `EADDRINUSE`.
 */
export async function listen(listener: RequestListener, port: number, orAnyOther: boolean): Promise<Listening> {
  // Nobody needs longer to send what the shop takes, and who does holds a connection.
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, listener);
  try {
    await begin(server, port);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken || !orAnyOther) throw error;
    await begin(server, 0);
  }
  return { server, port: (server.address() as AddressInfo).port };
}

export const urlOf = (port: number): string => `http://${host}:${port}`;

function begin(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no more requests and waits for those under way, but not longer than `graceMilliseconds`. */
export function stopListening(server: Server, graceMilliseconds: number): Promise<void> {
  const impatience = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
  });
}
