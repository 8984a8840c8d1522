import { type Say, sayAloud } from './say.js';
import type { ServerKind } from './server-kind.js';
import { startServer } from './start-server.js';

/** A server for tests to share. */
export interface FoundServer {
  /** Its address, with the name and password of an account that may create databases. */
  readonly url: string;
  /** Its version, or `undefined` for a server that was running already. */
  readonly version: string | undefined;
  /** Stops the server if `findServer` started it. */
  stop(): Promise<void>;
}

/**
 * Finds a server: the one at the address in its environment variable, else one that it starts from a program, which it
 * finds or installs. A server that cannot be had is a result, not an exception: see `skip`.
 */
export async function findServer(kind: ServerKind, say: Say = sayAloud): Promise<FoundServer | MissingServer> {
  const address = process.env[kind.addressVariable];
  if (address) {
    say(`using the ${kind.name} of ${kind.addressVariable}`);
    return { url: address, version: undefined, stop: () => Promise.resolve() };
  }
  const server = await startServer(kind, say);
  if ('path' in server)
    return { url: undefined, reason: `${server.reason}, or set ${kind.addressVariable} to the address of one` };
  return { url: server.url, version: server.version, stop: () => server.stop() };
}

export interface MissingServer {
  readonly url: undefined;
  readonly reason: string;
}
