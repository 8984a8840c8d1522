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
  `To use a mongod: set ${addressVariable} to its address, put mongod into PATH, ` +
  'or set MONGOMS_SYSTEM_BINARY to its path';

/**
 * Finds a server with MongoDB's protocol, for tests to share: the one at `MONGODB_URI`, else a `mongod` on this
 * machine, else one that mongodb-memory-server can download, else mongo-java-server. Prints which of the four it is.
 */
export async function findMongodb(say: Say = sayAloud): Promise<FoundServer | MissingServer> {
  if (process.env[addressVariable]) {
    say('MongoDB, option 1 of 4: the address of an environment variable');
    return findServer(mongodWith(), say);
  }
  const kind = await mongodbKind(say);
  return 'reason' in kind ? { url: undefined, reason: kind.reason } : findServer(kind, say);
}

/** Starts a new server, by the second option or a later one. The caller has to stop it. */
export async function startMongodb(say: Say = sayAloud): Promise<RunningServer | MissingProgram> {
  const kind = await mongodbKind(say);
  return 'reason' in kind ? kind : startServer(kind, say);
}

async function mongodbKind(say: Say): Promise<ServerKind | MissingProgram> {
  const mongod = await locateMongod(say);
  if (mongod.path !== undefined) {
    say(`MongoDB, option ${mongod.source === 'download' ? 3 : 2} of 4: ${mongod.path}`);
    return mongodWith({ program: mongod.path });
  }
  const fetched = await fetchMongoJavaServer(say);
  if ('reason' in fetched) {
    return { path: undefined, reason: `${mongod.reason}; and ${fetched.reason}. ${howToGetOne}` };
  }
  say(`MongoDB, option 4 of 4: mongo-java-server, which is not a mongod (${mongod.reason}). ${howToGetOne}`);
  return mongoJavaServer(fetched.libraries);
}
