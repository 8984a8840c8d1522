import {
  findServer,
  memcached,
  type MemcachedSettings,
  memcachedWith,
  RunningServer,
  skip,
  startServer,
} from '@sess/test-servers';
import type { Address } from './raw-memcached.js';

/** A memcached for tests. */
export interface TestedMemcached {
  readonly version: string | undefined;
  readonly address: Address;
  /** The server, if the tests started it. */
  readonly own?: RunningServer;
  stop(): Promise<void>;
}

/** Starts a memcached. Returns undefined, and reports it, if there is none. */
export async function startMemcached(
  what: string,
  settings: MemcachedSettings = {},
): Promise<(TestedMemcached & { readonly own: RunningServer }) | undefined> {
  const own = await startServer(memcachedWith(settings), () => undefined);
  if (own instanceof RunningServer) {
    return { version: own.version, address: { host: '127.0.0.1', port: own.port }, own, stop: () => own.stop() };
  }
  skip(what, own.reason);
  return undefined;
}

/** Returns the memcached of the environment variable, else starts one. */
export async function findMemcached(what: string): Promise<TestedMemcached | undefined> {
  if (!process.env[memcached.addressVariable]) return startMemcached(what);
  const found = await findServer(memcached);
  if (found.url === undefined) return undefined;
  const { hostname, port } = new URL(found.url);
  const address = { host: hostname, port: Number(port || 11_211) };
  return { version: found.version, address, stop: () => found.stop() };
}
