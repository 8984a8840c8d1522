import { PrismaLibSql } from '@prisma/adapter-libsql';
import { newId, newRecord } from '@sess/conformance/records';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaSessionStore } from '../src/index.js';
import { ReconnectingLibSql } from '../src/libsql/index.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';

let backend: SqliteBackend;
const clients: PrismaClient[] = [];

beforeEach(async () => {
  backend = await openSqlite({ rollbackJournal: true });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.$disconnect()));
  await backend.close();
});

function connect(adapter: PrismaLibSql): PrismaClient {
  const client = new PrismaClient({ adapter });
  clients.push(client);
  return client;
}

/**
 * Writes while another client locks the file, and again once it is free. Returns the payload that a third client then
 * loads.
 */
async function writeAfterLock(adapter: PrismaLibSql): Promise<string | undefined> {
  const store = new PrismaSessionStore(connect(adapter).session);
  const other = connect(new ReconnectingLibSql({ url: backend.url }));
  const id = newId();
  const record = newRecord();
  await store.create(id, record);
  await other.$executeRawUnsafe('BEGIN EXCLUSIVE');
  await expect(store.update(id, newRecord(), record.revision)).rejects.toMatchObject({ outcome: 'not-applied' });
  await other.$executeRawUnsafe('ROLLBACK');
  expect(await store.update(id, newRecord({ payload: 'acknowledged' }), record.revision)).toMatchObject({
    status: 'written',
  });
  const third = connect(new ReconnectingLibSql({ url: backend.url, timeout: 100 }));
  const seen = new PrismaSessionStore(third.session).load(id);
  return seen.then(
    (session) => session?.payload,
    () => undefined,
  );
}

it('a write after the file was locked is visible to other clients', async () => {
  expect(await writeAfterLock(new ReconnectingLibSql({ url: backend.url, timeout: 50 }))).toBe('acknowledged');
});

it('the plain adapter still loses such a write: when this fails, the class can be removed', async () => {
  expect(await writeAfterLock(new PrismaLibSql({ url: backend.url, timeout: 50 }))).not.toBe('acknowledged');
});

it('every form of address is accepted, and a database in memory stays open', async () => {
  const path = backend.url.slice('file:'.length);
  for (const url of [`file:${path}`, `file://${path}`]) {
    const client = connect(new ReconnectingLibSql({ url }));
    expect(await client.session.count()).toBe(0);
  }
  const memory = connect(new ReconnectingLibSql({ url: ':memory:' }));
  expect(await memory.$queryRawUnsafe('SELECT 1 AS one')).toMatchObject([{ one: 1 }]);
});
