import { createClient } from '@redis/client';
import { testSessionStore } from '@sess/conformance';
import { FaultyLine, outageOf, redisProtocol } from '@sess/conformance/faults';
import { afterAll, describe, it } from 'vitest';
import { RedisSessionStore, type RedisSessionStoreOptions } from '../src/redis-session-store.js';

const server = new URL(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
const line = await FaultyLine.open({ host: server.hostname, port: Number(server.port || 6379) }, redisProtocol);

async function connect() {
  const client = createClient({
    url: `redis://${server.username}:${server.password}@${line.host}:${line.port}`,
    commandOptions: { timeout: 500 }, // how long a command may wait for a connection; then it is not sent at all
    socket: { reconnectStrategy: (tries) => (tries < 300 ? 20 : new Error('No Redis answers at REDIS_URL.')) },
  });
  client.on('error', () => undefined); // or a cut connection ends the process
  return client.connect();
}

const clients: Awaited<ReturnType<typeof connect>>[] = [];
async function open(options: RedisSessionStoreOptions) {
  const client = await connect();
  clients.push(client);
  return { store: new RedisSessionStore(client, options) };
}

afterAll(async () => {
  for (const client of clients) client.destroy();
  await line.close();
});

const prefix = `test-${process.pid}:`;

testSessionStore(
  { describe, it },
  {
    name: 'RedisSessionStore',
    claims: ['touch'],
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], trusted: [true, false] },
    open: ({ clock }) => open({ prefix, clock }),
    openElsewhere: ({ clock }) => open({ prefix: `other-${prefix}`, clock }),
    construct: (options) => new RedisSessionStore({ sendCommand: () => Promise.resolve() }, options),
    async dump() {
      const [client] = clients;
      const keys = (await client?.keys(`*${prefix}*`)) ?? [];
      return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await client?.hGetAll(key)])));
    },
    async forget() {
      const [client] = clients;
      for (const key of (await client?.keys(`*${prefix}*`)) ?? []) await client?.del(key);
    },
    outage: outageOf(line),
  },
);
