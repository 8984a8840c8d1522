import { newId, newRecord } from '@sess/conformance/records';
import type { RunningServer } from '@sess/test-servers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { openDatabase } from '../test-database.js';
import { drivers } from '../drivers.js';
import { withOwnServers } from './needs-server.js';
import { startOwnServer } from './own-server.js';

withOwnServers('the TTL monitor', (program) => {
  let server: RunningServer | undefined;
  beforeAll(async () => {
    // Each second instead of each minute.
    server = await startOwnServer(program, { ttlSeconds: 1 });
  });
  // Registered first, so that it ends last.
  afterAll(() => server?.stop());
  const database = openDatabase(drivers[0], () => server!.url);

  it('removes expired sessions, and keeps those whose deadline was moved', async () => {
    const client = database.connect();
    const store = new MongoSessionStore(client.sessions());
    await store.ensureIndexes();
    const [expired, updated, touched, replaced] = [newId(), newId(), newId(), newId()];
    const soon = Date.now() + 3000;
    const record = newRecord({ expiresAt: soon });
    for (const id of [expired, updated, touched]) await store.create(id, record);
    await store.create(replaced, newRecord({ expiresAt: 1 }));
    expect(await store.update(updated, newRecord(), record.revision)).toMatchObject({ status: 'written' });
    expect(await store.touch(touched, Date.now() + 3_600_000, record.revision, 'next')).toBe(true);
    // The expired record may be removed already. In either case the new record is kept.
    expect(await store.create(replaced, newRecord())).toMatchObject({ status: 'written' });

    const isKept = async (id: string) => (await client.sessions().findOne({ _id: id })) !== null;
    await vi.waitFor(async () => expect(await isKept(expired)).toBe(false), { timeout: 30_000, interval: 200 });
    expect(Date.now()).toBeGreaterThanOrEqual(soon);
    // Waits for another pass of the monitor after that deadline.
    const marker = newId();
    await store.create(marker, newRecord({ expiresAt: 1 }));
    await vi.waitFor(async () => expect(await isKept(marker)).toBe(false), { timeout: 30_000, interval: 200 });
    for (const id of [updated, touched, replaced]) expect(await store.load(id)).toBeDefined();
  });

  it('does not have to remove an expired session before load ignores it', async () => {
    const client = database.connect();
    // Without an index nothing removes it.
    const store = new MongoSessionStore(client.sessions('unindexed'));
    const id = newId();
    await store.create(id, newRecord({ expiresAt: Date.now() - 1 }));
    expect(await store.load(id)).toBe(undefined);
    expect(await store.deleteExpired(10)).toEqual({ deleted: 1, more: false });
  });
});
