import { createClient } from '@redis/client';
import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { redis, RunningServer, skip, startServer } from '@sess/test-servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisSessionStore } from '../src/redis-session-store.js';

// What the suite cannot do through a line: a Redis that is full, is read-only, or restarts.

let server: RunningServer | undefined;
let admin: ReturnType<typeof createClient>;
let store: RedisSessionStore;

const id = newId();
const record = (payload: string) => newRecord({ payload });

beforeAll(async () => {
  const started = await startServer(redis);
  if (!(started instanceof RunningServer)) return skip('bad days of Redis', started.reason);
  server = started;
  admin = createClient({ url: started.url, socket: { reconnectStrategy: 20 } });
  admin.on('error', () => undefined);
  await admin.connect();
  store = new RedisSessionStore(admin);
});

afterAll(async () => {
  if (!server) return;
  admin.destroy();
  await server.stop();
});

async function expectRefusal(code: string): Promise<void> {
  const before = await store.load(id);
  expect(before).toBeDefined();
  const calls = {
    update: () => store.update(id, record('refused'), before!.version),
    touch: () => store.touch(id, before!.expiresAt + 1, before!.version, 'refused'),
    create: () => store.create(newId(), record('refused')),
  };
  for (const [verb, call] of Object.entries(calls)) {
    const [outcome] = await Promise.allSettled([call()]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { outcome: 'not-applied' } });
    const { reason } = outcome as { reason: unknown };
    expect(reason).toBeInstanceOf(StoreError);
    expect((reason as Error).message).toBe(`RedisSessionStore could not ${verb}: Redis replied ${code}`);
  }
  expect(await store.load(id)).toEqual(before);
}

it('reports a write as not applied when Redis is full or read-only', async (context) => {
  if (!server) return context.skip();
  await store.create(id, record('kept'));
  await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '1']);
  await expectRefusal('OOM');
  await admin.sendCommand(['CONFIG', 'SET', 'maxmemory', '0']);
  await admin.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
  await expectRefusal('READONLY');
  await admin.sendCommand(['REPLICAOF', 'NO', 'ONE']);
  expect(await store.delete(id)).toBe(true);
});

it('lets Redis remove a session an hour after its deadline, and not before', async (context) => {
  if (!server) return context.skip();
  const removed = record('removed');
  await store.create(id, removed);
  expect(await admin.pExpireTime(`sess:${id}`)).toBe(removed.expiresAt + 3_600_000);
  await store.touch(id, Date.now() - 3_700_000, removed.revision, 'over');
  expect(await admin.exists(`sess:${id}`)).toBe(0);
});

it('finds nothing after a restart, and works', async (context) => {
  if (!server) return context.skip();
  const lost = record('lost');
  await store.create(id, lost);
  await server.restart();
  expect(await store.load(id)).toBeUndefined();
  expect(await store.update(id, record('late'), lost.revision)).toEqual({ status: 'gone' });
  expect(await store.create(id, record('new'))).toMatchObject({ status: 'written' });
});
