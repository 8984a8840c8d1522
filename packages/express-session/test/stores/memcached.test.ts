import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';
import { findServer, memcached, skip } from '@sess/test-servers';
import { afterAll } from 'vitest';
import { mountExpress, mountFastify } from './mounted.js';
import { type OpenStore, testExpressStore } from './test-express-store.js';

const server = await findServer(memcached);
if (server.url === undefined) skip('express-session and @fastify/session over memcached', server.reason);
else {
  const { host } = new URL(server.url);
  const clients: MemcachedServers[] = [];
  const startBackend = (): OpenStore => () => {
    const client = new MemcachedServers({ servers: [host] });
    clients.push(client);
    return new MemcachedSessionStore(client);
  };
  testExpressStore('express-session, memcached', mountExpress, startBackend);
  testExpressStore('@fastify/session, memcached', mountFastify, startBackend);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.stop();
  });
}
