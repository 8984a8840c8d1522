import { newId, newRecord } from '@sess/conformance/records';
import { type SessionId, StoreError } from '@sess/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemcachedSessionStore } from '../src/index.js';
import { MemcachedServers } from '../src/memcache-client/index.js';
import { statistic } from './raw-memcached.js';
import { startMemcached } from './start-memcached.js';

type Server = NonNullable<Awaited<ReturnType<typeof startMemcached>>>;

const timeoutMs = 2000;

describe('three servers', () => {
  const servers: Server[] = [];
  let client: MemcachedServers | undefined;
  let store: MemcachedSessionStore;

  beforeAll(async () => {
    for (const started of await Promise.all([1, 2, 3].map(() => startMemcached('three servers of memcached')))) {
      if (started) servers.push(started);
    }
    if (servers.length === 0) return;
    client = new MemcachedServers({ servers: servers.map(({ address }) => `127.0.0.1:${address.port}`), timeoutMs });
    store = new MemcachedSessionStore(client);
  });
  afterAll(async () => {
    await client?.close();
    await Promise.all(servers.map((server) => server.stop()));
  });

  const placeOf = (id: SessionId): number =>
    servers.findIndex(({ address }) => client?.serverOf(`sess:${id}`) === `127.0.0.1:${address.port}`);

  /** Creates this many sessions, and returns the server of each. */
  async function createSome(count: number) {
    const ids = Array.from({ length: count }, () => newId());
    await Promise.all(ids.map((id) => store.create(id, newRecord({ payload: id }))));
    return ids.map((id) => ({ id, place: placeOf(id) }));
  }

  it('have about the same number of sessions, each on the server that the client names', async ({ skip }) => {
    if (!client) return skip();
    const before = await Promise.all(servers.map(({ address }) => statistic(address, 'curr_items')));
    const created = await createSome(300);
    const after = await Promise.all(servers.map(({ address }) => statistic(address, 'curr_items')));
    for (const at of servers.keys()) {
      const count = created.filter(({ place }) => place === at).length;
      expect(after[at]! - before[at]!).toBe(count);
      expect(count).toBeGreaterThan(60);
    }
  });

  it('may be listed in another order by another process', async ({ skip }) => {
    if (!client) return skip();
    const created = await createSome(60);
    const names = servers.map(({ address }) => `127.0.0.1:${address.port}`);
    const other = new MemcachedServers({ servers: names.toReversed(), timeoutMs });
    const elsewhere = new MemcachedSessionStore(other);
    for (const { id } of created) expect((await elsewhere.load(id))?.payload).toBe(id);
    await other.close();
  });

  it('keep all sessions that do not belong to an added fourth server', async ({ skip }) => {
    const fourth = await startMemcached('a fourth server of memcached');
    if (!client || !fourth) return skip();
    const created = await createSome(200);
    const names = [fourth, ...servers].map(({ address }) => `127.0.0.1:${address.port}`);
    const grown = new MemcachedServers({ servers: names, timeoutMs });
    const after = new MemcachedSessionStore(grown);
    let absent = 0;
    for (const { id } of created) {
      const session = await after.load(id);
      const hasMoved = grown.serverOf(`sess:${id}`) === names[0];
      expect(session?.payload).toBe(hasMoved ? undefined : id);
      if (hasMoved) absent++;
    }
    expect(absent).toBeGreaterThan(20);
    expect(absent).toBeLessThan(85);
    await grown.close();
    await fourth.stop();
  });

  it.each(['killed', 'frozen'] as const)(
    'with one %s fail only for its sessions, and work again afterwards',
    async (how) => {
      if (!client) return;
      const created = await createSome(60);
      const down = servers[1]!;
      if (how === 'killed') await down.own.kill();
      else down.own.freeze();
      // A signal may take a while on a busy machine.
      const itsOwn = created.find(({ place }) => place === 1)!;
      await expect
        .poll(() =>
          store.load(itsOwn.id).then(
            () => 'replied',
            () => 'rejected',
          ),
        )
        .toBe('rejected');
      const loads = await Promise.allSettled(created.map(({ id }) => store.load(id)));
      const writes = await Promise.allSettled(created.map(() => store.create(newId(), newRecord())));
      for (const [at, load] of loads.entries()) {
        if (created[at]!.place === 1) {
          expect(load).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', outcome: 'not-applied' } });
          expect(load).toMatchObject({
            reason: { message: expect.stringContaining(`:${down.address.port} `) as unknown },
          });
        } else {
          expect(load).toMatchObject({ status: 'fulfilled', value: { payload: created[at]!.id } });
        }
      }
      const failed = writes.flatMap((write) => (write.status === 'rejected' ? [write.reason as unknown] : []));
      expect(failed.length).toBeGreaterThan(0);
      expect(failed.length).toBeLessThan(60);
      for (const error of failed) {
        expect(error).toBeInstanceOf(StoreError);
        // A frozen server has the request and may carry it out. A killed one does not.
        expect(error).toMatchObject({ outcome: how === 'killed' ? 'not-applied' : 'unknown' });
      }

      if (how === 'killed') await down.own.restart();
      else down.own.resume();
      const again = await Promise.all(created.map(({ id }) => store.load(id)));
      for (const [at, session] of again.entries()) {
        const isLost = how === 'killed' && created[at]!.place === 1;
        expect(session?.payload).toBe(isLost ? undefined : created[at]!.id);
      }
      const fresh = await createSome(30);
      expect(await Promise.all(fresh.map(({ id }) => store.load(id)))).not.toContain(undefined);
    },
  );

  it('lose sessions at a restart, and update and deleteIf return gone', async ({ skip }) => {
    if (!client) return skip();
    const id = newId();
    await store.create(id, newRecord());
    const { version } = (await store.load(id))!;
    await servers[placeOf(id)]!.own.restart();
    expect(await store.update(id, newRecord(), version)).toEqual({ status: 'gone' });
    expect(await store.deleteIf(id, version)).toEqual({ status: 'gone' });
    expect(await store.load(id)).toBeUndefined();
  });
});

it('the client accepts a server that is down, and uses it once it runs', async () => {
  const server = await startMemcached('a server that comes later');
  if (!server) return;
  await server.own.halt();
  const client = new MemcachedServers({ servers: [`127.0.0.1:${server.address.port}`], timeoutMs });
  try {
    const store = new MemcachedSessionStore(client);
    const id = newId();
    for (let round = 0; round < 5; round++) {
      await expect(store.create(id, newRecord())).rejects.toMatchObject({ outcome: 'not-applied' });
    }
    await server.own.restart();
    expect(await store.create(id, newRecord())).toEqual({ status: 'written' });
  } finally {
    await client.close();
    await server.stop();
  }
});
