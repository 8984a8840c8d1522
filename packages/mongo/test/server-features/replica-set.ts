import type { MongodbProgram, RunningServer } from '@sess/test-servers';
import { MongoClient } from 'mongodb';
import { vi } from 'vitest';
import { startOwnServer } from './own-server.js';

const replicaSet = 'sess';

/** A replica set. Its members can be killed and restarted. */
export interface ReplicaSet {
  readonly url: string;
  /** Returns the current primary. Waits for an election to end. */
  primary(): Promise<RunningServer>;
  /** Runs a command on the primary's database `admin`. */
  command(command: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Returns the number of the election that the current primary has won. It grows. */
  term(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the largest set that a program can form: three mongods, or one SecantusDB, which is its own primary. */
export async function startReplicaSet(program: MongodbProgram): Promise<ReplicaSet> {
  return program.product === 'mongod' ? startThree(program) : startOne(program);
}

async function startOne(program: MongodbProgram): Promise<ReplicaSet> {
  const server = await startOwnServer(program, { replicaSet });
  const { url } = server;
  return { ...accessTo(url, [server]), stop: () => server.stop() };
}

async function startThree(program: MongodbProgram): Promise<ReplicaSet> {
  const started = await Promise.allSettled(Array.from({ length: 3 }, () => startOwnServer(program, { replicaSet })));
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
        _id: replicaSet,
        members: hosts.map((host, _id) => ({ _id, host })),
        // Tests wait for elections, so they have to be short.
        settings: { electionTimeoutMillis: 2000, heartbeatIntervalMillis: 500 },
      },
    });
    const set = accessTo(`mongodb://${hosts.join(',')}/?replicaSet=${replicaSet}`, servers);
    await set.primary();
    await allHaveData(set);
    return { ...set, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function accessTo(url: string, servers: readonly RunningServer[]): Omit<ReplicaSet, 'stop'> {
  const command = (one: Readonly<Record<string, unknown>>) => adminCommand(url, one);
  const term = async () => ((await command({ replSetGetStatus: 1 })) as SetStatus).term;
  return { url, primary: () => findPrimary(servers), command, term };
}

/** The part of the reply to `replSetGetStatus` that is read here. */
interface SetStatus {
  readonly term: number;
  readonly members: readonly { readonly stateStr: string }[];
}

/**
 * Waits until the secondaries have copied the primary's data. Before that they acknowledge no writes, so there would
 * be no majority after one of three servers is killed.
 */
async function allHaveData({ command }: Pick<ReplicaSet, 'command'>): Promise<void> {
  await vi.waitFor(
    async () => {
      const { members } = (await command({ replSetGetStatus: 1 })) as SetStatus;
      const states = members.map(({ stateStr }) => stateStr);
      if (states.toSorted().join() !== 'PRIMARY,SECONDARY,SECONDARY')
        throw new Error(`The set is ${states.join(', ')}`);
    },
    { timeout: 90_000, interval: 200 },
  );
}

/** Asks each server directly, because a client of the set learns about elections late. */
async function findPrimary(servers: readonly RunningServer[]): Promise<RunningServer> {
  return vi.waitFor(
    async () => {
      const replies = await Promise.all(
        servers.map((server) => adminCommand(server.url, { hello: 1 }).catch(() => ({ isWritablePrimary: false }))),
      );
      const found = servers.filter(
        (_server, index) => (replies[index] as { isWritablePrimary?: unknown }).isWritablePrimary,
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
