import { inspect } from 'node:util';
import { newId, newRecord } from '@sess/conformance/records';
import { type SessionId, type SessionRecord, SessionTooLargeError, StoreError } from '@sess/core';
import type { MemcachedSettings } from '@sess/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { startMemcached, type TestedMemcached } from './start-memcached.js';

const megabyte = 1_048_576;

describe.each([
  { itemBytes: megabyte / 2, options: { maxItemBytes: megabyte / 2 } },
  { itemBytes: megabyte, options: {} },
  { itemBytes: 4 * megabyte, options: { maxItemBytes: 4 * megabyte } },
])('memcached with -I $itemBytes', ({ itemBytes, options }) => {
  let server: TestedMemcached | undefined;
  let client: MemcachedServers | undefined;
  beforeAll(async () => {
    server = await startMemcached('limits of one item', { itemBytes });
    if (server) client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  it('keeps a payload of maxPayloadBytes, and the store refuses a longer one', async ({ skip }) => {
    if (!client) return skip();
    const store = new MemcachedSessionStore(client, options);
    const id = newId();
    const most = store.limits.maxPayloadBytes;
    expect(most).toBe(itemBytes - 4096);
    // Each letter has two bytes, because the limit counts bytes.
    const payload = 'ä'.repeat(most / 2);
    const record = newRecord({ payload, owner: 'ö'.repeat(256) });
    await store.create(id, record);
    const stored = await store.load(id);
    expect(stored?.payload === payload).toBe(true);
    for (const more of [{ payload: `${payload}a` }, { payload, owner: 'ö'.repeat(4096) }]) {
      await expect(store.update(id, newRecord(more), stored!.version)).rejects.toThrow(SessionTooLargeError);
    }
    expect((await store.load(id))?.revision).toBe(record.revision);
  });

  it('accepts every item that the store accepts, with any owner', async ({ skip }) => {
    if (!client) return skip();
    const store = new MemcachedSessionStore(client, options);
    const payload = 'a'.repeat(store.limits.maxPayloadBytes);
    const fits = async (length: number): Promise<boolean> => {
      const record: SessionRecord = newRecord({ payload, owner: 'o'.repeat(length) });
      try {
        await store.create(newId(), record);
        return true;
      } catch (error) {
        // The server accepts whatever the store accepts.
        expect(error).toBeInstanceOf(SessionTooLargeError);
        return false;
      }
    };
    let [least, most] = [0, 4096];
    while (most - least > 1) {
      const middle = (least + most) >> 1;
      if (await fits(middle)) least = middle;
      else most = middle;
    }
    expect(least).toBeGreaterThan(3800);
  });
});

/** A server, and a store with a larger `maxItemBytes` than the server accepts. */
async function withStore(settings: MemcachedSettings, body: (store: MemcachedSessionStore) => Promise<void>) {
  const server = await startMemcached('sizes', settings);
  if (!server) return;
  const client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`] });
  try {
    await body(new MemcachedSessionStore(client));
  } finally {
    await client.close();
    await server.stop();
  }
}

const secret = 'a secret value';

async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ outcome: 'not-applied' });
  expect(inspect(error, { depth: 9 })).not.toContain('secret');
  return (error as StoreError).message;
}

it('a refusal by a server with a smaller -I has a clear error, and the record stays', () =>
  withStore({ itemBytes: megabyte / 2 }, async (store) => {
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    const { version } = (await store.load(id))!;
    const large = newRecord({ payload: secret.repeat(40_000) });
    for (const call of [() => store.update(id, large, version), () => store.create(newId(), large)]) {
      expect(await refusalOf(call())).toMatch(/object too large for cache.*-I.*maxItemBytes/);
    }
    expect(await store.load(id)).toMatchObject(record);
  }));

it('a refusal by a full server that drops nothing has a clear error, and the record stays', () =>
  withStore({ memoryMegabytes: 2, parameters: ['-M'] }, async (store) => {
    const kept: { readonly id: SessionId; readonly revision: string }[] = [];
    for (;;) {
      const id = newId();
      const record = newRecord({ payload: secret.repeat(5000) });
      const created = store.create(id, record);
      if (
        await created.then(
          () => false,
          () => true,
        )
      ) {
        expect(await refusalOf(created)).toMatch(/out of memory.*-m/);
        break;
      }
      kept.push({ id, revision: record.revision });
    }
    expect(kept.length).toBeGreaterThan(5);
    for (const { id, revision } of kept) {
      const { version } = (await store.load(id))!;
      // The new value needs room beside the old one.
      expect(await refusalOf(store.update(id, newRecord({ payload: secret.repeat(5000) }), version))).toContain(
        'memory',
      );
      expect((await store.load(id))?.revision).toBe(revision);
    }
  }));
