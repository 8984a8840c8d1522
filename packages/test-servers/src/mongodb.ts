import { findServer, type FoundServer, type MissingServer } from './find-server.js';
import type { MissingProgram } from './find-program.js';
import { fetchMongoJavaServer, mongoJavaServer } from './mongodb-java-server.js';
import { mongodWith } from './mongodb-mongod.js';
import { locateMongod } from './mongodb-program.js';
import type { RunningServer } from './running-server.js';
import { type Say, sayAloud } from './say.js';
import type { ServerKind } from './server-kind.js';
import { startServer } from './start-server.js';

const addressVariable = 'MONGODB_URI';
const howToGetOne =
  `To have a real one: set ${addressVariable} to its address, put mongod into PATH, ` +
  'or set MONGOMS_SYSTEM_BINARY to its path';

/**
 * Finds something that speaks MongoDB's protocol, for tests to share: the server of `MONGODB_URI`, else a `mongod` of this
 * machine, else one that mongodb-memory-server can download, else mongo-java-server. Says which of these it is.
 */
export async function findMongodb(say: Say = sayAloud): Promise<FoundServer | MissingServer> {
  if (process.env[addressVariable]) {
    say('MongoDB, rung 1 of 4: the address of an environment variable');
    return findServer(mongodWith(), say);
  }
  const kind = await mongodbKind(say);
  return 'reason' in kind ? { url: undefined, reason: kind.reason } : findServer(kind, say);
}

/** Starts one of the tests' own, from the second rung on; the caller stops it. */
export async function startMongodb(say: Say = sayAloud): Promise<RunningServer | MissingProgram> {
  const kind = await mongodbKind(say);
  return 'reason' in kind ? kind : startServer(kind, say);
}

async function mongodbKind(say: Say): Promise<ServerKind | MissingProgram> {
  const mongod = await locateMongod(say);
  if (mongod.path !== undefined) {
    say(`MongoDB, rung ${mongod.source === 'download' ? 3 : 2} of 4: ${mongod.path}`);
    return mongodWith({ program: mongod.path });
  }
  const fetched = await fetchMongoJavaServer(say);
  if ('reason' in fetched) {
    return { path: undefined, reason: `${mongod.reason}; and ${fetched.reason}. ${howToGetOne}` };
  }
  say(`MongoDB, rung 4 of 4: mongo-java-server, which is no mongod (${mongod.reason}). ${howToGetOne}`);
  return mongoJavaServer(fetched.libraries);
}
