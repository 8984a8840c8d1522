export type { CasResult, MemcachedClient, MemcachedItem, ServerStats } from './driver.js';
export { MemcachedSessionStore } from './memcached-session-store.js';
export type { MemcachedSessionStoreOptions } from './store-options.js';
