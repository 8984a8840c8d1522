import { findServer, type FoundServer, type MissingServer } from './find-server.js';
import type { MissingProgram } from './find-program.js';
import { fetchMongoJavaServer, mongoJavaServer } from './mongodb-java-server.js';
import { mongodWith } from './mongodb-mongod.js';
import { locateMongod } from './mongodb-program.js';
import { secantusWith } from './mongodb-secantus.js';
import { locateSecantus } from './mongodb-secantus-program.js';
import type { RunningServer } from './running-server.js';
import { type Say, sayAloud } from './say.js';
import type { ServerKind } from './server-kind.js';
import { startServer } from './start-server.js';

const addressVariable = 'MONGODB_URI';
const howToGetOne =
  `To use a mongod: set ${addressVariable} to its address, put mongod into PATH, ` +
  'or set MONGOMS_SYSTEM_BINARY to its path';

/** A program that has what tests need that start servers of their own: sets, roles and fail points. */
export interface MongodbProgram {
  readonly product: 'mongod' | 'SecantusDB';
  readonly path: string;
}

/**
 * Finds a server with MongoDB's protocol, for tests to share: the one at `MONGODB_URI`, else a `mongod` on this
 * machine, else one that mongodb-memory-server can download, else SecantusDB where it was built, else
 * mongo-java-server. Prints which of the five it is.
 */
export async function findMongodb(say: Say = sayAloud): Promise<FoundServer | MissingServer> {
  const address = process.env[addressVariable];
  if (address) {
    say(`MongoDB, option 1 of 5: the address in ${addressVariable}`);
    return { url: address, version: undefined, stop: () => Promise.resolve() };
  }
  const kind = await mongodbKind(say);
  return 'reason' in kind ? { url: undefined, reason: kind.reason } : findServer(kind, say);
}

/** Starts a new server, by the second option or a later one. The caller has to stop it. */
export async function startMongodb(say: Say = sayAloud): Promise<RunningServer | MissingProgram> {
  const kind = await mongodbKind(say);
  return 'reason' in kind ? kind : startServer(kind, say);
}

/** Starts a new mongo-java-server, whatever else there is. The caller has to stop it. */
export async function startMongoJavaServer(say: Say = sayAloud): Promise<RunningServer | MissingProgram> {
  const fetched = await fetchMongoJavaServer(say);
  return 'reason' in fetched ? fetched : startServer(mongoJavaServer(fetched.libraries), say);
}

/** Finds a mongod, by the second or third option, else SecantusDB. */
export async function locateMongodbProgram(say: Say = sayAloud): Promise<MongodbProgram | MissingProgram> {
  const mongod = await locateMongod(say);
  if (mongod.path !== undefined) {
    say(`MongoDB, option ${mongod.source === 'download' ? 3 : 2} of 5: ${mongod.path}`);
    return { product: 'mongod', path: mongod.path };
  }
  const secantus = await locateSecantus(say);
  if (secantus.path === undefined) return { path: undefined, reason: `${mongod.reason}; ${secantus.reason}` };
  say(`MongoDB, option 4 of 5: SecantusDB, which is not a mongod (${mongod.reason}). ${howToGetOne}`);
  return { product: 'SecantusDB', path: secantus.path };
}

async function mongodbKind(say: Say): Promise<ServerKind | MissingProgram> {
  const found = await locateMongodbProgram(say);
  if (found.path !== undefined) {
    return found.product === 'mongod' ? mongodWith({ program: found.path }) : secantusWith({ program: found.path });
  }
  const fetched = await fetchMongoJavaServer(say);
  if ('reason' in fetched) {
    return { path: undefined, reason: `${found.reason}; and ${fetched.reason}. ${howToGetOne}` };
  }
  say(`MongoDB, option 5 of 5: mongo-java-server, which is not a mongod (${found.reason}). ${howToGetOne}`);
  return mongoJavaServer(fetched.libraries);
}
