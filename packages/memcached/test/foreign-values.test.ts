import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { dumpRaw, storeRaw } from './raw-memcached.js';
import { startMemcached, type TestedMemcached } from './start-memcached.js';

let server: TestedMemcached | undefined;
let client: MemcachedServers | undefined;

beforeAll(async () => {
  server = await startMemcached('values of other programs');
  if (server) client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
});

it.each([
  ['garbage', Buffer.from([0, 159, 146, 150]), /something that is not a session/],
  ['another program', Buffer.from('{"cookie":{},"user":"secret"}'), /prefix of its own/],
  ['a client that compresses', Buffer.from('no zstd'), /something that is not a session/, 1],
  ['a client that writes JSON', Buffer.from('{"secret'), /something that is not a session/, 2],
  ['a later version', Buffer.from('sess2(secret)\n'), /version 2 of the format/],
])('a value of %s makes each verb except delete reject', async (_who, value, message, flags = 0) => {
  if (!server || !client) return;
  const store = new MemcachedSessionStore(client);
  const id = newId();
  await storeRaw(server.address, `sess:${id}`, value, flags);
  const version = '999999:1:9000000000000';
  const calls = [
    () => store.load(id),
    () => store.create(id, newRecord()),
    () => store.update(id, newRecord(), version),
    () => store.deleteIf(id, version),
  ];
  for (const call of calls) {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ outcome: 'not-applied', message: expect.stringMatching(message) as unknown });
    expect((error as Error).message).not.toContain('secret');
  }
  expect(await store.delete(id)).toBe(true);
  expect(await store.load(id)).toBeUndefined();
});

it('a record has the documented format, under prefix and id', async () => {
  if (!server || !client) return;
  const id = newId();
  const { createdAt, expiresAt, revision } = newRecord();
  const record = { payload: '{"a":1}', createdAt, expiresAt, revision, owner: 'alice' };
  await new MemcachedSessionStore(client, { prefix: 'documented/' }).create(id, record);
  const value = `sess1[${createdAt},${expiresAt},"${revision}","alice"]\n{"a":1}`;
  expect(await dumpRaw(server.address)).toContain(`VALUE documented/${id} 0 ${value.length}\r\n${value}\r\n`);
});

it('load rejects on a memcached without CAS ids, whose writes would be unconditional', async () => {
  const without = await startMemcached('memcached -C', { parameters: ['-C'] });
  if (!without) return;
  const itsClient = new MemcachedServers({ servers: [`127.0.0.1:${without.address.port}`] });
  try {
    const store = new MemcachedSessionStore(itsClient);
    const id = newId();
    await store.create(id, newRecord());
    await expect(store.load(id)).rejects.toThrow(/Start memcached without -C/);
  } finally {
    await itsClient.close();
    await without.stop();
  }
});
