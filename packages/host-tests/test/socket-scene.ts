import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type KeyedStore, MemorySessionStore, SessionManager } from '@sess/core';
import { SessionSockets, type SessionSocketsOptions } from '@sess/core/sockets';
import type { Sessions } from './mount/sessions.js';

export interface SocketScene {
  readonly sessions: Sessions;
  readonly sockets: SessionSockets<{ visits: number }>;
  readonly server: Server;
  /** `host:port` */
  readonly address: string;
  /** Returns the cookie of a new session. */
  signIn(owner: string): Promise<string>;
  stop(): Promise<void>;
}

/** A server without requests, for sockets. */
export async function startSocketScene(
  options: SessionSocketsOptions & { readonly store?: KeyedStore } = {},
): Promise<SocketScene> {
  const { store = new MemorySessionStore(), ...rest } = options;
  const sessions: Sessions = new SessionManager({ store });
  const sockets = new SessionSockets(sessions, rest);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    sessions,
    sockets,
    server,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async signIn(owner) {
      const { key } = await sessions.create({ owner, data: { visits: 1 } });
      return `sid=${key}`;
    },
    async stop() {
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
