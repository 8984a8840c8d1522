import { testSessionStore } from '@sess/conformance';
import { FaultyLine, outageOf } from '@sess/conformance/faults';
import { afterAll, describe, it } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import { Prisma } from '../generated/sqlite/client.js';
import type { Backend, Dialect } from './backends/backend.js';
import type { TestedDatabase } from './backends/each-backend.js';
import { visitOptions } from './visit-options.js';

/** Runs the suite on one database, with several clients that have their own connections. */
export function testConformance({ title, open, protocol }: TestedDatabase): void {
  const backend = once(() => open!());
  const emptyBackend = once(() => open!({ withoutTables: true }));
  const line = once(async () => FaultyLine.open((await backend.get()).address!, protocol));
  afterAll(async () => {
    await Promise.all([backend, emptyBackend].map(async ({ made }) => (await made())?.close()));
    await (await line.made())?.close();
  });
  const connect = async () => {
    const { connect: to } = await backend.get();
    if (!protocol) return to();
    const { host, port } = await line.get();
    return to({ host, port });
  };

  testSessionStore(
    { describe: open ? describe : describe.skip, it },
    {
      name: `PrismaSessionStore on ${title}`,
      versions: async () => ({ Prisma: Prisma.prismaVersion.client, [title]: await versionOf(await backend.get()) }),
      claims: ['touch', 'deleteExpired', 'countExpired', 'owners', 'diagnose', 'close'],
      attributes: {
        accountId: ['a-1', 'a-2'],
        seats: [1, -2],
        balance: [2 ** 53 - 1, 0],
        score: [0.1, -1e15 / 3],
        trusted: [true, false],
      },
      async open({ clock }) {
        const client = await connect();
        const store = new PrismaSessionStore(client.visit, { ...visitOptions, clock });
        return { store, ping: async () => client.visit.findMany({ take: 1 }) };
      },
      async openElsewhere({ clock }) {
        return { store: new PrismaSessionStore((await connect()).session, { clock }) };
      },
      construct: (options) => new PrismaSessionStore(unusedDelegate, options),
      async dump() {
        const client = (await backend.get()).connect();
        const rows = [await client.session.findMany(), await client.visit.findMany()];
        return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
      },
      unprepared: {
        remedy: /Create the table of sessions with sql\/(sqlite|postgresql|mysql)\.sql of @sess\/prisma/,
        async open({ clock }) {
          return { store: new PrismaSessionStore((await emptyBackend.get()).connect().session, { clock }) };
        },
      },
      ...(protocol && { outage: outageOf(() => line.get()) }),
    },
    // SQLite writes the 10,000 sessions of law 91 one after the other, while other tests use the machine too.
    { lawTimeoutMs: 600_000 },
  );
}

/** A value that is made when it is first needed. `made` does not make it. */
function once<T>(make: () => Promise<T>): { get(): Promise<T>; made(): Promise<T | undefined> } {
  let promise: Promise<T> | undefined;
  return { get: () => (promise ??= make()), made: () => promise ?? Promise.resolve(undefined) };
}

const versionQueries: Readonly<Record<Dialect, string>> = {
  sqlite: 'SELECT sqlite_version() AS version',
  postgresql: "SELECT current_setting('server_version') AS version",
  mysql: 'SELECT version() AS version',
};

async function versionOf({ connect, dialect }: Backend): Promise<string> {
  const [row] = (await connect().$queryRawUnsafe(versionQueries[dialect])) as readonly { readonly version: string }[];
  return row?.version ?? 'unknown';
}

const refuse = () => Promise.reject(new Error('The constructor of a store calls nothing.'));
const unusedDelegate = {
  createMany: refuse,
  findUnique: refuse,
  findMany: refuse,
  updateMany: refuse,
  deleteMany: refuse,
};
