import { newId, newRecord } from '@sess/conformance/records';
import type { RunningServer } from '@sess/test-servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { drivers } from '../drivers.js';
import { openDatabase } from '../test-database.js';
import { withOwnServers } from './needs-server.js';
import { startOwnServer } from './own-server.js';
import { writeUntil } from './writer-loop.js';

withOwnServers('a standalone', (program) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startOwnServer(program);
  });
  // Registered first, so that it ends last.
  afterAll(() => server?.stop());
  const database = openDatabase(drivers[0], () => server.url);

  it('keeps acknowledged writes when it is killed, and the same store works after a restart', async () => {
    const store = new MongoSessionStore(database.connect().sessions());
    const ended = newId();
    await store.create(ended, newRecord());
    await store.delete(ended);
    const loop = writeUntil(store, 4);
    await loop.acknowledged(40);
    await server.kill();
    await server.restart();
    await loop.acknowledged(40);
    const { failures } = await loop.end();
    expect(failures.every(({ name }) => name === 'StoreError')).toBe(true);
    expect(await store.load(ended)).toBe(undefined);
  });

  it('accepts writes without retryable writes', async () => {
    const store = new MongoSessionStore(database.connect().sessions());
    const id = newId();
    expect(await store.create(id, newRecord())).toMatchObject({ status: 'written' });
    expect(await store.create(id, newRecord())).toEqual({ status: 'taken' });
  });
});
