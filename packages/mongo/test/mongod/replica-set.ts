import type { RunningServer } from '@sess/test-servers';
import { MongoClient } from 'mongodb';
import { vi } from 'vitest';
import { startMongod } from './own-mongod.js';

const name = 'sess';

/** Three mongods of which one is the primary; every one can be killed and brought back. */
export interface ReplicaSet {
  readonly url: string;
  /** The server that is primary now; waits for an election to end. */
  primary(): Promise<RunningServer>;
  /** Runs a command on the primary's database `admin`. */
  command(command: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Which election the primary of now has won: a number that grows. */
  term(): Promise<number>;
  stop(): Promise<void>;
}

export async function startReplicaSet(program: string): Promise<ReplicaSet> {
  const parameters = ['--setParameter', 'enableTestCommands=1'];
  const started = await Promise.allSettled(
    Array.from({ length: 3 }, () => startMongod(program, { replicaSet: name, parameters })),
  );
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const failed = started.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const hosts = servers.map(({ port }) => `127.0.0.1:${port}`);
    await adminCommand(servers[0]!.url, {
      replSetInitiate: {
        _id: name,
        members: hosts.map((host, _id) => ({ _id, host })),
        // An election in seconds: a test waits for it.
        settings: { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 },
      },
    });
    const url = `mongodb://${hosts.join(',')}/?replicaSet=${name}`;
    const primary = () => findPrimary(servers);
    await primary();
    const command = (one: Readonly<Record<string, unknown>>) => adminCommand(url, one);
    const status = async () => (await command({ replSetGetStatus: 1 })) as SetStatus;
    await allHaveData(status);
    return { url, primary, command, term: async () => (await status()).term, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is read of the answer to `replSetGetStatus`. */
interface SetStatus {
  readonly term: number;
  readonly members: readonly { readonly stateStr: string }[];
}

/**
 * Who still copies what the primary had at first acknowledges nothing: of three of which one is killed, that would be
 * too many.
 */
async function allHaveData(status: () => Promise<SetStatus>): Promise<void> {
  await vi.waitFor(
    async () => {
      const states = (await status()).members.map(({ stateStr }) => stateStr);
      if (states.toSorted().join() !== 'PRIMARY,SECONDARY,SECONDARY')
        throw new Error(`The set is ${states.join(', ')}`);
    },
    { timeout: 90_000, interval: 200 },
  );
}

/** Asks each server itself, because a client of the set would be told late. */
async function findPrimary(servers: readonly RunningServer[]): Promise<RunningServer> {
  return vi.waitFor(
    async () => {
      const answers = await Promise.all(
        servers.map((server) => adminCommand(server.url, { hello: 1 }).catch(() => ({ isWritablePrimary: false }))),
      );
      const found = servers.filter(
        (_server, index) => (answers[index] as { isWritablePrimary?: unknown }).isWritablePrimary,
      );
      if (found.length !== 1) throw new Error(`${found.length} of the servers say that they are the primary`);
      return found[0]!;
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function adminCommand(url: string, command: Readonly<Record<string, unknown>>): Promise<unknown> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000, connectTimeoutMS: 2000 });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
