import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  fetchMiddleware,
  nodeMiddleware,
  type OutageSwitch,
  type StoreSubject,
  type SuiteOptions,
  testHttpStory,
  testSessionStore,
} from '@sess/conformance';
import { FaultyLine, memcachedProtocol, outageOf } from '@sess/conformance/faults';
import { afterAll, describe, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { dumpRaw } from './raw-memcached.js';
import type { TestedMemcached } from './start-memcached.js';

/** Runs the suite and the story on these servers, each instance with its own connections. */
export async function testConformance(
  title: string,
  servers: readonly TestedMemcached[],
  options: SuiteOptions = {},
): Promise<void> {
  const runner = { describe: servers.length > 0 ? describe : describe.skip, it };
  const { subject, close } = await openSubject(title, servers);
  afterAll(async () => {
    await close();
    await Promise.all(servers.map((server) => server.stop()));
  });
  testSessionStore(runner, subject, options);
  for (const middleware of [nodeMiddleware, fetchMiddleware]) testHttpStory(runner, subject, middleware, options);
}

/** The store and its client, or altered ones. */
export interface StoreClasses {
  readonly MemcachedSessionStore: typeof MemcachedSessionStore;
  readonly MemcachedServers: typeof MemcachedServers;
}

/** Returns the subject on these servers, through lines that can break. `close` ends what it has opened. */
export async function openSubject(
  title: string,
  servers: readonly TestedMemcached[],
  classes: StoreClasses = { MemcachedSessionStore, MemcachedServers },
): Promise<{ subject: StoreSubject; close(): Promise<void> }> {
  const { MemcachedSessionStore: Store, MemcachedServers: Servers } = classes;
  const lines = await Promise.all(servers.map(({ address }) => FaultyLine.open(address, memcachedProtocol)));
  const clients: MemcachedServers[] = [];
  const connect = (): MemcachedServers => {
    const client = new Servers({ servers: lines.map(({ host, port }) => `${host}:${port}`), timeoutMs: 8000 });
    clients.push(client);
    return client;
  };

  const subject: StoreSubject = {
    name: `MemcachedSessionStore on ${title}`,
    versions: () => ({ memcached: servers[0]?.version ?? 'unknown', 'memcache-client': memcacheClientVersion() }),
    claims: ['diagnose', 'close'],
    attributes: {
      accountId: ['a-1', 'ä"\\\n'],
      seats: [1, -0],
      score: [0.1, -1e15 / 3],
      trusted: [true, false],
    },
    open({ clock }) {
      const client = connect();
      const store = new Store(client, { clock });
      return Promise.resolve({ store, ping: () => client.get('ping') });
    },
    openElsewhere: ({ clock }) => Promise.resolve({ store: new Store(connect(), { clock, prefix: 'elsewhere:' }) }),
    construct: (options) => new Store(connect(), options),
    dump: async () => (await Promise.all(servers.map(({ address }) => dumpRaw(address)))).join(''),
    outage: outageOfAll(lines),
    ...(servers.every(({ own }) => own) && {
      async forget() {
        await Promise.all(servers.map(({ own }) => own!.restart()));
      },
    }),
  };
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(lines.map((line) => line.close()));
  };
  return { subject, close };
}

function memcacheClientVersion(): string {
  const manifest = createRequire(import.meta.url).resolve('memcache-client/package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** One switch for the lines to all servers. */
function outageOfAll(lines: readonly FaultyLine[]): OutageSwitch {
  const [only, ...others] = lines.map((line) => outageOf(line));
  if (others.length === 0 && only) return only;
  const each = async (turn: (line: FaultyLine) => void | Promise<void>): Promise<void> => {
    await Promise.all(lines.map(async (line) => turn(line)));
  };
  // Without `loseNextAnswer`, which would lose the next reply of each line, and a key change writes to two of them.
  return {
    refuse: () => each((line) => line.refuse()),
    freeze: () => each((line) => line.freeze()),
    delay: (milliseconds) => each((line) => line.delay(milliseconds)),
    loseRequests: () => each((line) => line.loseRequests()),
    loseAnswers: () => each((line) => line.loseAnswers()),
    traffic: () => lines.reduce((bytes, { traffic }) => bytes + traffic, 0),
    recover: () => each((line) => line.recover()),
  };
}
