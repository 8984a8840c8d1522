import { afterAll, describe, inject, vi } from 'vitest';
import { skip } from '@sess/test-servers';
import { type Driver, drivers, type TestClient } from '../drivers.js';
import { lineAddress } from '../line-address.js';
import { openDatabase, type TestDatabase } from '../test-database.js';
import { MongoProxy, type Topology } from './mongo-proxy.js';

/** Those that every server can be made to seem. */
export const topologies = ['alone', 'remembered', 'carried out'] as const satisfies readonly Topology[];

export const topologyTitles: Readonly<Record<(typeof topologies)[number], string>> = {
  alone: 'a standalone server',
  remembered: 'a replica set that recognizes repeated writes',
  'carried out': 'a replica set that carries out repeated writes again',
};

/** A database with and without a proxy in front of its server. */
export interface ProxiedDatabase extends TestDatabase {
  /** Opens a proxy, and a client that is connected through it. `parameters` are added to the client's address. */
  open(topology?: Topology, parameters?: string): Promise<{ readonly proxy: MongoProxy; readonly client: TestClient }>;
}

const server = inject('mongodb');

/** Describes the same tests for every driver. A proxy cannot read TLS, and works with one server only. */
export function withProxies(what: string, body: (database: ProxiedDatabase, driver: Driver) => void): void {
  const canRun = server && lineAddress(server.url) !== undefined;
  if (server && !canRun) skip(what, 'a proxy works with one server only, without TLS');
  for (const driver of drivers) {
    describe.skipIf(!canRun)(`${what}, ${driver.title}, ${server?.title ?? 'without a server'}`, () => {
      body(proxiedDatabase(driver), driver);
    });
  }
}

/**
 * Must be called inside `describe`, because it closes what it opens after the last test.
 *
 * @param url - Returns the address of one server. @defaultValue that of the server that was found
 */
export function proxiedDatabase(driver: Driver, url?: () => string): ProxiedDatabase {
  const proxies: MongoProxy[] = [];
  const database = openDatabase(driver, url);
  // Registered later, so it runs earlier: the clients disconnect through it.
  afterAll(() => Promise.all(proxies.map((proxy) => proxy.recover())));
  return {
    name: database.name,
    get url() {
      return database.url;
    },
    connect: (to) => database.connect(to),
    async open(topology = 'alone', parameters = '') {
      const proxy = await MongoProxy.open(lineAddress(database.url)!, topology);
      proxies.push(proxy);
      const client = database.connect(`${proxy.url}${parameters}`);
      // Many clients may connect at once, which is slow on a busy machine.
      await vi.waitFor(() => client.command({ ping: 1 }), { timeout: 40_000 });
      return { proxy, client };
    },
  };
}
