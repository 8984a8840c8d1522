import { afterAll, describe, inject, vi } from 'vitest';
import type { LineTarget } from '@sess/conformance/faults';
import { skip } from '@sess/test-servers';
import { type Driver, drivers, type TestClient } from '../drivers.js';
import { lineAddress } from '../line-address.js';
import { openDatabase, type TestDatabase } from '../test-database.js';
import { MongoProxy } from './mongo-proxy.js';
import type { Repeats } from './pretended-set.js';

/** What the server seems to be. The driver numbers and repeats writes only on a replica set. */
export type Topology = 'alone' | Repeats;

export const topologies: readonly Topology[] = ['alone', 'remembered', 'carried out'];

export const topologyTitles: Readonly<Record<Topology, string>> = {
  alone: 'a standalone server',
  remembered: 'a replica set that recognizes repeated writes',
  'carried out': 'a replica set that carries out repeated writes again',
};

/** A database on the server that was found, with and without a proxy. */
export interface ProxiedDatabase extends TestDatabase {
  /** Opens a proxy, and a client that is connected through it. `parameters` are added to the client's address. */
  open(topology?: Topology, parameters?: string): Promise<{ readonly proxy: MongoProxy; readonly client: TestClient }>;
}

const server = inject('mongodb');
const target: LineTarget | undefined = server && lineAddress(server.url);

/** Describes the same tests for every driver. A proxy cannot read TLS, and works with one server only. */
export function withProxies(what: string, body: (database: ProxiedDatabase, driver: Driver) => void): void {
  if (server && !target) skip(what, 'a proxy works with one server only, without TLS');
  for (const driver of drivers) {
    describe.skipIf(!target)(`${what}, ${driver.title}, ${server?.title ?? 'without a server'}`, () => {
      const proxies: MongoProxy[] = [];
      const database = openDatabase(driver);
      // Registered later, so it runs earlier: the clients disconnect through it.
      afterAll(() => Promise.all(proxies.map((proxy) => proxy.recover())));
      body(
        {
          name: database.name,
          url: database.url,
          connect: (to) => database.connect(to),
          async open(topology = 'alone', parameters = '') {
            const proxy = await MongoProxy.open(target!, topology === 'alone' ? undefined : topology);
            proxies.push(proxy);
            const client = database.connect(`${proxy.url}${parameters}`);
            // Many clients may connect at once, which is slow on a busy machine.
            await vi.waitFor(() => client.command({ ping: 1 }), { timeout: 40_000 });
            return { proxy, client };
          },
        },
        driver,
      );
    });
  }
}
