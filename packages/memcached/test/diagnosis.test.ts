import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import type { ServerStats } from '../src/index.js';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { startMemcached } from './start-memcached.js';

const commands = {
  get: () => Promise.resolve(undefined),
  add: () => Promise.resolve('stored' as const),
  cas: () => Promise.resolve('stored' as const),
  delete: () => Promise.resolve('deleted' as const),
  close: () => Promise.resolve(),
};
/** A server whose clock is right, and that is fine otherwise. */
const now = 1_800_000_000_000;
const fine = {
  version: '1.6.18',
  bytes: '10',
  limit_maxbytes: '67108864',
  evictions: '0',
  item_size_max: '1048576',
  time: String(now / 1000),
};

function storeOn(values: Record<string, string>): MemcachedSessionStore {
  const stats = (): Promise<readonly ServerStats[]> =>
    Promise.resolve([{ server: 'a:1', values: { ...fine, ...values } }]);
  return new MemcachedSessionStore({ ...commands, stats }, { clock: () => now });
}

it.each<[Record<string, string>, readonly string[]]>([
  [{}, []],
  [{ evictions: '3' }, ['EVICTIONS']],
  [{ bytes: '65000000' }, ['MEMORY_FULL']],
  [{ item_size_max: '524288' }, ['ITEM_LIMIT']],
  [{ time: String(now / 1000 - 60) }, ['CLOCK_SKEW']],
])('of a server with %j it says %j', async (values, codes) => {
  const [about, ...findings] = await storeOn(values).diagnose();
  expect(about).toMatchObject({
    code: 'SERVER',
    level: 'info',
    message: expect.stringMatching(/^a:1: memcached 1\.6\.18/),
  });
  expect(findings.map(({ code }) => code)).toEqual(codes);
});

it('says that it cannot look if the client has no stats', async () => {
  expect(await new MemcachedSessionStore(commands).diagnose()).toMatchObject([{ code: 'NOT_EXAMINED' }]);
});

it('asks every server, and a server that is frozen rejects in time', async () => {
  const server = await startMemcached('diagnose on a memcached', { itemBytes: 524_288 });
  if (!server) return;
  const client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs: 10_000 });
  const store = new MemcachedSessionStore(client, { maxItemBytes: 1_048_576 });
  try {
    expect(await store.diagnose()).toMatchObject([
      { code: 'SERVER', message: expect.stringMatching(/memcached \d+\.\d+\.\d+, 0 % of 64 MiB used, 0 evictions/) },
      { code: 'ITEM_LIMIT', message: expect.stringContaining('524288') },
    ]);
    // Its connection still serves sessions.
    expect(await store.load('a'.repeat(40) as never)).toBeUndefined();
  } finally {
    await client.close();
  }
  const impatient = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs: 300 });
  server.own.freeze();
  try {
    await expect(new MemcachedSessionStore(impatient).diagnose()).rejects.toBeInstanceOf(StoreError);
  } finally {
    await impatient.close();
    await server.stop();
  }
});
