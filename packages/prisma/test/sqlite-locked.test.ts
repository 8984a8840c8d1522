import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaSessionStore } from '../src/index.js';
import { ReconnectingLibSql } from '../src/libsql/index.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';

let backend: SqliteBackend;
let unlock: () => Promise<unknown>;

beforeEach(async () => {
  backend = await openSqlite({ rollbackJournal: true });
  const other = backend.connect();
  unlock = async () => other.$executeRawUnsafe('ROLLBACK');
});
afterEach(() => backend.close());

async function lock(): Promise<void> {
  const other = backend.connect();
  unlock = async () => other.$executeRawUnsafe('ROLLBACK');
  await other.$executeRawUnsafe('BEGIN EXCLUSIVE');
}

function storeWithTimeout(timeout: number): { store: PrismaSessionStore; end: () => Promise<void> } {
  const client = new PrismaClient({ adapter: new ReconnectingLibSql({ url: backend.url, timeout }) });
  return { store: new PrismaSessionStore(client.session), end: () => client.$disconnect() };
}

it.each([0, 600])(
  'a write to a locked file is not applied, with a timeout of %i ms, and succeeds after the lock',
  async (timeout) => {
    const { store, end } = storeWithTimeout(timeout);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    await lock();
    const write = store.update(id, newRecord({ payload: 'other' }), record.revision);
    await expect(write).rejects.toSatisfy((error) => error instanceof StoreError && error.outcome === 'not-applied');
    await expect(write).rejects.toMatchObject({
      message: expect.stringMatching(/could not update: SQLITE_BUSY.*\(P1008\)/) as unknown,
    });
    await expect(store.load(id)).rejects.toBeInstanceOf(StoreError);
    await unlock();
    expect(await store.load(id)).toMatchObject(record);
    const after = newRecord({ payload: 'after' });
    expect(await store.update(id, after, record.revision)).toMatchObject({ status: 'written' });
    // Other clients see the write. With the plain adapter they would not.
    expect(await new PrismaSessionStore(backend.connect().session).load(id)).toMatchObject({ payload: 'after' });
    await end();
  },
);

it('a write waits for a short lock, even if the driver does not', async () => {
  const { store, end } = storeWithTimeout(0);
  const id = newId();
  await store.create(id, newRecord());
  await lock();
  const deletion = store.delete(id);
  await unlock();
  expect(await deletion).toBe(true);
  await end();
});
