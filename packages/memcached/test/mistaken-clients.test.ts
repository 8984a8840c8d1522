import { SessionError } from '@sess/core';
import { MemcacheClient } from 'memcache-client';
import { expect, it } from 'vitest';
import { type MemcachedClient, MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';

it('the constructor refuses a client of memcache-client, whose methods have other signatures', () => {
  const client = new MemcacheClient({ server: '127.0.0.1:1' });
  const construct = () => new MemcachedSessionStore(client as unknown as MemcachedClient);
  expect(construct).toThrow(SessionError);
  expect(construct).toThrow(/\(missing: close\), such as new MemcachedServers\(\{ servers \}\)/);
  client.shutdown();
});

it.each([undefined, null, '127.0.0.1:11211', {}, Promise.resolve(), MemcachedServers, { servers: [] }])(
  'the constructor refuses %o',
  (given) => {
    const construct = () => new MemcachedSessionStore(given as unknown as MemcachedClient);
    expect(construct).toThrow(/missing: get, add, cas, delete, close/);
  },
);
