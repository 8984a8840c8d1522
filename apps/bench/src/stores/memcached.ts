import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';
import connectMemcached from 'connect-memcached';
import expressSession, { type Store } from 'express-session';

export function memcachedStore(address: string): MemcachedSessionStore {
  return new MemcachedSessionStore(new MemcachedServers({ servers: [address] }));
}

export function connectMemcachedStore(address: string): Store {
  const MemcachedStore = connectMemcached(expressSession);
  return new MemcachedStore({ hosts: [address] });
}
