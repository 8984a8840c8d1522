import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMemcached, type TestedMemcached } from './start-memcached.js';

export interface FullBacklog extends TestedMemcached {
  /** Accepts all waiting connections. */
  open(): void;
}

/** Starts a frozen server for which the kernel accepts no further connection (Linux). */
export async function startFullBacklog(): Promise<FullBacklog | undefined> {
  const server = await startMemcached('a memcached that accepts no connections', { parameters: ['-b', '1'] });
  if (!server) return undefined;
  server.own.freeze();
  // The kernel accepts a few connections for it, and later ones wait.
  const others = Array.from({ length: 8 }, () =>
    connect(server.address.port, server.address.host).on('error', () => undefined),
  );
  await sleep(100);
  return {
    ...server,
    open() {
      for (const other of others) other.destroy();
      server.own.resume();
    },
  };
}
