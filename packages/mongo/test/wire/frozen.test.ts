import { newId, newRecord } from '@sess/conformance/records';
import { SessionManager } from '@sess/core';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { impatient } from '../drivers.js';
import { Browser, count, sessionOf, type Shop } from './browser.js';
import { withProxies } from './proxied-database.js';

/** Limits like those that the README recommends. On a busy machine, what a healthy server does takes less. */
const limits = '&socketTimeoutMS=2000&waitQueueTimeoutMS=3000';
const patiently = { timeout: 40_000 };

withProxies('a server that does not reply', (database) => {
  it.each(['alone', 'remembered'] as const)(
    'makes each call reject after the limits of the client: %s',
    async (topology) => {
      const { proxy, client } = await database.open(topology, limits);
      const store = new MongoSessionStore(client.sessions());
      const others = new MongoSessionStore(database.connect().sessions());
      const [id, expired, record] = [newId(), newId(), newRecord({ owner: 'alice' })];
      await others.create(id, record);
      await others.create(expired, newRecord({ expiresAt: 1 }));
      // A connection for each of the calls, so that none of them waits for one.
      await vi.waitFor(async () => {
        await proxy.recover();
        proxy.holdUntil(12);
        await Promise.all(Array.from({ length: 12 }, () => store.load(id)));
      }, patiently);
      await proxy.recover();
      proxy.freeze();
      const calls = {
        load: store.load(id),
        create: store.create(newId(), newRecord()),
        update: store.update(id, newRecord(), record.revision),
        touch: store.touch(id, record.expiresAt, record.revision, 'touched'),
        delete: store.delete(newId()),
        deleteIf: store.deleteIf(id, 'another'),
        deleteExpired: store.deleteExpired(5),
        listByOwner: store.owners.listByOwner('alice', { limit: 5 }),
        deleteByOwner: store.owners.deleteByOwner('bob', { except: [] }),
      };
      const ended = await Promise.allSettled(Object.values(calls));
      const outcomes = Object.keys(calls).map((verb, index) => {
        const one = ended[index]!;
        return [verb, one.status === 'rejected' ? (one.reason as { outcome?: unknown }).outcome : one.value];
      });
      expect(Object.fromEntries(outcomes)).toEqual({
        load: 'not-applied',
        create: 'unknown',
        update: 'unknown',
        touch: 'unknown',
        delete: 'unknown',
        deleteIf: 'unknown',
        deleteExpired: 'not-applied',
        listByOwner: 'not-applied',
        deleteByOwner: 'not-applied',
      });
      await proxy.recover();
      // Delayed commands may be applied now, even after a load: either update or touch, or neither.
      await vi.waitFor(async () => {
        const { version } = (await store.load(id))!;
        expect(await store.update(id, newRecord(), version)).toMatchObject({ status: 'written' });
      }, patiently);
    },
  );

  it('makes ensureIndexes reject after the limits of the client', async () => {
    const { proxy, client } = await database.open('alone', limits);
    const store = new MongoSessionStore(client.sessions('indexed'));
    await vi.waitFor(() => store.load(newId()), patiently);
    proxy.freeze();
    await expect(store.ensureIndexes()).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    await proxy.recover();
    await vi.waitFor(() => store.ensureIndexes(), patiently);
  });

  it('from the beginning makes only the call that connects reject', async () => {
    const { proxy } = await database.open();
    proxy.freeze();
    const store = new MongoSessionStore(database.connect(`${proxy.url}&${impatient}`).sessions());
    await expect(store.create(newId(), newRecord())).rejects.toMatchObject({ outcome: 'not-applied' });
    await proxy.recover();
    const id = newId();
    await vi.waitFor(() => store.load(id), patiently);
    expect(await store.create(id, newRecord())).toMatchObject({ status: 'written' });
  });

  it.each(['swallow', 'withhold the reply'] as const)(
    'to one command leaves it unknown, and the next command succeeds: %s',
    async (kind) => {
      const { proxy, client } = await database.open('alone', limits);
      const store = new MongoSessionStore(client.sessions());
      const [id, first, second] = [newId(), newRecord(), newRecord()];
      await new MongoSessionStore(database.connect().sessions()).create(id, first);
      await vi.waitFor(() => store.load(id), patiently);
      proxy.fault('update', { kind }, 1);
      await expect(store.update(id, second, first.revision)).rejects.toMatchObject({ outcome: 'unknown' });
      const { revision } = kind === 'swallow' ? first : second;
      expect(await store.load(id)).toMatchObject({ revision });
      expect(await store.update(id, newRecord(), revision)).toMatchObject({ status: 'written' });
    },
  );

  it('makes a request fail after storeTimeout, and its late write does not revive an ended session', async () => {
    const { proxy, client } = await database.open();
    // The driver itself has no limit. The timeout leaves a busy machine time for everything before the freeze.
    const store = new MongoSessionStore(client.sessions());
    await store.load(newId());
    const frozen = new SessionManager<Shop>({ store, storeTimeout: 5000 });
    const direct = new SessionManager<Shop>({ store: new MongoSessionStore(database.connect().sessions()) });
    const [counting, leaving] = [new Browser(), new Browser()];
    for (const browser of [counting, leaving]) {
      expect(await browser.visit(frozen, count)).toBe('done');
    }
    const ended = leaving.cookie;
    // Both have loaded their session when the server freezes, so that their writes are delayed.
    let loaded = 0;
    let allowWrites!: () => void;
    const bothLoaded = new Promise<void>((resolve) => {
      allowWrites = resolve;
    });
    const requests = [counting, leaving].map((browser) =>
      browser.visit(frozen, async (session) => {
        count(session);
        if (++loaded === 2) {
          proxy.freeze();
          allowWrites();
        }
        await bothLoaded;
      }),
    );
    expect(await Promise.all(requests)).toEqual(['unknown', 'unknown']);
    await leaving.visit(direct, (session) => session.destroy());
    await proxy.recover();
    // The delayed writes arrive now, and one of them finds that its session has ended.
    await vi.waitFor(
      async () => expect(await new Browser(counting.cookie).visit(frozen, () => undefined)).toBe('done'),
      patiently,
    );
    expect(await sessionOf(direct, ended)).toBe(undefined);
    const { visits } = (await sessionOf(direct, counting.cookie))!;
    expect([1, 2]).toContain(visits);
    expect(await counting.visit(frozen, count)).toBe('done');
    expect((await sessionOf(direct, counting.cookie))?.visits).toBe(visits! + 1);
  });
});
