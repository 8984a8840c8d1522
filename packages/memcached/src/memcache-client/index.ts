export { MemcachedServers } from './memcached-servers.js';
export type { MemcachedServersOptions } from './servers-options.js';
