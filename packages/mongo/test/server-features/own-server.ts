import { type MongodbProgram, mongodWith, RunningServer, secantusWith, startServer } from '@sess/test-servers';

export interface OwnServerSettings {
  /** Makes it a member of a replica set with this name. A SecantusDB is the only member of its set. */
  readonly replicaSet?: string;
  readonly auth?: boolean;
  /** How often it removes documents by TTL indexes. */
  readonly ttlSeconds?: number;
}

/** Starts a server for one test file, with fail points. It keeps what it acknowledged when it is killed. */
export async function startOwnServer(
  { product, path }: MongodbProgram,
  { replicaSet, auth = false, ttlSeconds }: OwnServerSettings = {},
): Promise<RunningServer> {
  const parameters = [
    'enableTestCommands=1',
    ...(ttlSeconds === undefined ? [] : [`ttlMonitorSleepSecs=${ttlSeconds}`]),
  ];
  const kind =
    product === 'mongod'
      ? mongodWith({
          program: path,
          auth,
          parameters: parameters.flatMap((parameter) => ['--setParameter', parameter]),
          ...(replicaSet !== undefined && { replicaSet }),
        })
      : secantusWith({
          program: path,
          auth,
          set: replicaSet !== undefined,
          syncOnCommit: true,
          ...(ttlSeconds !== undefined && { ttlSeconds }),
        });
  const server = await startServer(kind, () => undefined);
  if (!(server instanceof RunningServer)) throw new Error(server.reason);
  return server;
}
