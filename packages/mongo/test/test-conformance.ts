import {
  fetchMiddleware,
  nodeMiddleware,
  type StoreSubject,
  type SuiteOptions,
  testHttpStory,
  testSessionStore,
} from '@sess/conformance';
import { FaultyLine, outageOf } from '@sess/conformance/faults';
import { afterAll, describe, inject, it } from 'vitest';
import { MongoSessionStore, type MongoSessionStoreOptions } from '../src/index.js';
import type { Driver } from './drivers.js';
import { lineAddress, throughLine } from './line-address.js';
import { mongodbProtocol } from './mongodb-protocol.js';
import type { SharedServer } from './shared-server.js';
import { openDatabase } from './test-database.js';

const shared = inject('mongodb');

export interface ConformanceOptions extends SuiteOptions {
  /** @defaultValue the server that the tests share */
  readonly server?: SharedServer;
}

/** Runs both suites on a server. Each instance has a client, and all use one line that can break. */
export function testConformance(
  driver: Driver,
  payload: 'text' | 'document',
  { server = shared, ...more }: ConformanceOptions = {},
): void {
  // mongo-java-server reads all documents where others use an index.
  const options = { ...(server?.hasPlans !== true && { sessionsOfOneOwner: 2000 }), ...more };
  const database = openDatabase(driver, () => server?.url ?? '');
  const address = lineAddress(server?.url ?? '');
  let opening: Promise<FaultyLine> | undefined;
  const openLine = () => (opening ??= FaultyLine.open(address!, mongodbProtocol));
  afterAll(async () => (await opening)?.close());

  const connect = async () => {
    if (!address) return database.connect();
    return database.connect(throughLine(database.url, await openLine()));
  };
  const probes: (() => Promise<unknown>)[] = [];
  const open = async (collection: string, storeOptions: MongoSessionStoreOptions) => {
    const client = await connect();
    const ping = () => client.command({ ping: 1 });
    probes.push(ping);
    const store = new MongoSessionStore(client.sessions(collection), { payload, ...storeOptions });
    // Without the index for deadlines: a mongod removes records by its own clock, not by that of the laws.
    await store.ensureIndexes({ expiry: false });
    return { store, ping };
  };

  const subject: StoreSubject = {
    name: [
      `MongoSessionStore through ${driver.title}`,
      ...(payload === 'document' ? ['payloads as documents'] : []),
      ...(server === shared ? [] : [`on ${server?.product}`]),
    ].join(', '),
    versions: () => ({ [server?.product ?? 'MongoDB']: server?.version ?? 'none', mongodb: driver.version }),
    claims: ['touch', 'deleteExpired', 'countExpired', 'owners', 'diagnose', 'close'],
    attributes: {
      accountId: ['a-1', 'a-2'],
      seats: [1, -2],
      balance: [2 ** 53 - 1, 0],
      score: [0.1, -1e15 / 3],
      trusted: [true, false],
    },
    open: ({ clock }) => open('sessions', { clock }),
    openElsewhere: ({ clock }) => open('elsewhere', { clock }),
    construct: (unknown) =>
      new MongoSessionStore(() => Promise.reject(new Error('The constructor of a store calls nothing.')), unknown),
    async dump() {
      const client = database.connect();
      return JSON.stringify([await client.documents('sessions'), await client.documents('elsewhere')]);
    },
    // The end of the outage waits for new connections, because commands wait for the driver's next check.
    ...(address && { outage: outageOf(openLine, () => Promise.all(probes.map((probe) => eventually(probe)))) }),
  };
  const runner = { describe: server ? describe : describe.skip, it };
  testSessionStore(runner, subject, options);
  for (const middleware of [nodeMiddleware, fetchMiddleware]) testHttpStory(runner, subject, middleware, options);
}

async function eventually(probe: () => Promise<unknown>): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    try {
      await probe();
      return;
    } catch (error) {
      if (attempts === 20) throw error;
    }
  }
}
