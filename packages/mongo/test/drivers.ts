import { MongoClient as MongoClient6 } from '@sess/fixture-mongodb-6';
import { MongoClient } from 'mongodb';
import type { SessionCollection } from '../src/index.js';

/** The part of a `ClientSession` that the tests use, with any driver. */
export interface TestTransaction {
  inTransaction(): boolean;
  abortTransaction(): Promise<unknown>;
}

/** The part of a client that the tests use, with any driver. */
export interface TestClient {
  /** Returns a collection for the store. */
  sessions(name?: string): SessionCollection;
  /** Runs a command of the database, without the store. */
  command(command: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  documents(name?: string): Promise<readonly object[]>;
  dropDatabase(): Promise<unknown>;
  /** Commits when the work is done, and aborts when it throws. */
  withTransaction<Result>(work: (clientSession: TestTransaction) => Promise<Result>): Promise<Result>;
  /** Returns the commands that were sent since the last call, except those of the driver's own monitoring. */
  sent(): Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** Added to the address where a test waits until the driver finds no server, so that it takes seconds. */
export const impatient = 'serverSelectionTimeoutMS=3000';

/** How long the driver looks for a server unless the address says so itself. A busy machine must not fail a test. */
const selectionMs = 40_000;

/**
 * Longer than between two regular checks of a server, so that the driver never makes one at the moment at which a call
 * has failed. It might write to a socket that has just been closed, and would wait forever for that check: it listens
 * for 'drain' and 'error', and neither follows. A client in this state never finds a server again.
 */
const checkMs = 1000;

const limits = {
  connectTimeoutMS: 10_000,
  heartbeatFrequencyMS: 500,
  monitorCommands: true,
};

interface AnyClientSession extends TestTransaction {
  withTransaction<Result>(work: () => Promise<Result>): Promise<Result>;
}

interface AnyClient {
  db(name: string): {
    collection(name: string): SessionCollection;
    command(command: object): Promise<object>;
    dropDatabase(): Promise<unknown>;
  };
  withSession<Result>(work: (clientSession: AnyClientSession) => Promise<Result>): Promise<Result>;
  on(event: 'commandStarted', listener: (event: { readonly command: object }) => void): unknown;
  close(): Promise<void>;
}

function testClient(client: AnyClient, database: string): TestClient {
  const db = client.db(database);
  let sent: Readonly<Record<string, unknown>>[] = [];
  client.on('commandStarted', ({ command }) => {
    const [name = ''] = Object.keys(command);
    if (!/^(endSessions|killCursors|buildInfo)$/.test(name)) sent.push(command as Readonly<Record<string, unknown>>);
    // The suites send many commands that no test reads.
    if (sent.length > 1000) sent = [];
  });
  return {
    sessions: (name = 'sessions') => db.collection(name),
    command: async (command) => (await db.command(command)) as Readonly<Record<string, unknown>>,
    documents: (name = 'sessions') => db.collection(name).find({}).toArray(),
    dropDatabase: () => db.dropDatabase(),
    withTransaction: (work) =>
      client.withSession((clientSession) => clientSession.withTransaction(() => work(clientSession))),
    sent: () => sent.splice(0),
    close: () => client.close(),
  };
}

// An option of the client overrides one of the address.
const limitsFor = (url: string) => ({
  ...limits,
  ...(!url.includes('serverSelectionTimeoutMS') && { serverSelectionTimeoutMS: selectionMs }),
  ...(!url.includes('minHeartbeatFrequencyMS') && { minHeartbeatFrequencyMS: checkMs }),
  ...(!url.includes('maxPoolSize') && { maxPoolSize: 30 }),
});

/** The supported major versions of the driver. The compiler checks here that their collections fit. */
export const drivers = [
  {
    title: 'driver 7',
    version: '7.9.0',
    connect: (url: string, database: string) => testClient(new MongoClient(url, limitsFor(url)), database),
  },
  {
    title: 'driver 6',
    version: '6.22.0',
    connect: (url: string, database: string) => testClient(new MongoClient6(url, limitsFor(url)), database),
  },
] as const;

export type Driver = (typeof drivers)[number];
