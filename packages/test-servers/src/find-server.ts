import type { MissingProgram } from './find-program.js';
import type { RunningServer } from './running-server.js';
import { type Say, sayAloud } from './say.js';
import type { ServerKind } from './server-kind.js';
import { startServer } from './start-server.js';

/** A server for tests to share. */
export interface FoundServer {
  /** Its address, with name and password of an account that may create databases. */
  readonly url: string;
  /** Its version where it was started here; of a server that was there already nobody asked. */
  readonly version: string | undefined;
  /** Ends it if it was started here. */
  stop(): Promise<void>;
}

/**
 * Finds a server: the address in its environment variable, else one started from a program on the machine, else from the
 * system's package manager. What is nowhere is an answer: see `skip`.
 */
export async function findServer(kind: ServerKind, say: Say = sayAloud): Promise<FoundServer | MissingServer> {
  const address = process.env[kind.addressVariable];
  if (address) {
    say(`using the ${kind.name} of ${kind.addressVariable}`);
    return { url: address, version: undefined, stop: () => Promise.resolve() };
  }
  const server: RunningServer | MissingProgram = await startServer(kind, say);
  if ('path' in server)
    return { url: undefined, reason: `${server.reason}, or set ${kind.addressVariable} to the address of one` };
  return { url: server.url, version: server.version, stop: () => server.stop() };
}

export interface MissingServer {
  readonly url: undefined;
  readonly reason: string;
}
