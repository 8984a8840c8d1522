export { FaultyLine } from './faulty-line.js';
export type { LineTarget } from './line-connection.js';
export { outageOf } from './outage-of.js';
export { memcachedProtocol } from './protocols/memcached.js';
export { redisProtocol } from './protocols/redis.js';
export { mysqlProtocol, postgresqlProtocol } from './protocols/sql.js';
export type { Asked, WireProtocol } from './wire-protocol.js';
