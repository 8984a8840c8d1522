import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const host = '127.0.0.1';

export interface Listening {
  readonly server: Server;
  readonly port: number;
}

/**
 * Serves on that port of this machine. If the port is in use and `orAnyOther` is set, serves on a free one.
 *
 * @throws the error of the system, such as `EADDRINUSE`
 */
export async function listen(listener: RequestListener, port: number, orAnyOther: boolean): Promise<Listening> {
  // Longer than any request to the shop needs. A slower client would keep its connection occupied.
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, listener);
  try {
    await listenOn(server, port);
  } catch (error) {
    const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isInUse || !orAnyOther) throw error;
    await listenOn(server, 0);
  }
  return { server, port: (server.address() as AddressInfo).port };
}

export const urlOf = (port: number): string => `http://${host}:${port}`;

async function listenOn(server: Server, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

/** Accepts no more requests, and waits for those under way at most `graceMilliseconds`. */
export async function stopListening(server: Server, graceMilliseconds: number): Promise<void> {
  const limit = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
  server.close();
  await once(server, 'close');
  clearTimeout(limit);
}
