export { chromiumArguments, findChromium } from './chromium.js';
export { findProgram, type FoundProgram, type MissingProgram, type WantedProgram } from './find-program.js';
export { findServer, type FoundServer, type MissingServer } from './find-server.js';
export { freePort } from './free-port.js';
export { mariadb } from './mariadb.js';
export { memcached, type MemcachedSettings, memcachedWith } from './memcached.js';
export {
  findMongodb,
  locateMongodbProgram,
  type MongodbProgram,
  startMongodb,
  startMongoJavaServer,
} from './mongodb.js';
export { type MongodSettings, mongodWith } from './mongodb-mongod.js';
export { identifyMongodb, type MongodbProduct } from './mongodb-product.js';
export { type SecantusSettings, secantusWith } from './mongodb-secantus.js';
export { postgresql } from './postgresql.js';
export { redis } from './redis.js';
export { RunningServer } from './running-server.js';
export { bunProgram, denoProgram } from './runtime-programs.js';
export { type Say, sayAloud } from './say.js';
export type { ServerKind, ServerPlace } from './server-kind.js';
export { skip } from './skip.js';
export { startServer } from './start-server.js';
