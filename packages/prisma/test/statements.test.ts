import { PrismaLibSql } from '@prisma/adapter-libsql';
import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaSessionStore } from '../src/index.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';

let backend: SqliteBackend;
let store: PrismaSessionStore;
let end: () => Promise<void>;
const statements: string[] = [];

/** Returns the first word of each statement, which shows the number of round trips and a transaction. */
const sent = () => statements.splice(0).map((statement) => /\w+/.exec(statement.replace(/^-- Implicit "?/, ''))?.[0]);

beforeAll(async () => {
  backend = await openSqlite();
  const adapter = new PrismaLibSql({ url: backend.url, timeout: 500 });
  const client = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  client.$on('query', ({ query }) => void statements.push(query));
  store = new PrismaSessionStore(client.session);
  end = () => client.$disconnect();
});
beforeEach(() => void statements.splice(0));
afterAll(async () => {
  await end();
  await backend.close();
});

it('each verb that succeeds sends one statement, without a transaction', async () => {
  const id = newId();
  const record = newRecord({ owner: 'one' });
  await store.create(id, record);
  expect(sent()).toEqual(['INSERT']);
  await store.load(id);
  expect(sent()).toEqual(['SELECT']);
  await store.update(id, { ...record, revision: 'second' }, record.revision);
  expect(sent()).toEqual(['UPDATE']);
  await store.touch(id, record.expiresAt + 1, 'second', 'third');
  expect(sent()).toEqual(['UPDATE']);
  await store.owners.listByOwner('one', { limit: 5 });
  expect(sent()).toEqual(['SELECT']);
  await store.deleteIf(id, 'third');
  expect(sent()).toEqual(['DELETE']);
  await store.delete(id);
  expect(sent()).toEqual(['DELETE']);
  await store.deleteExpired(5);
  expect(sent()).toEqual(['SELECT']);
});

it('a verb that writes nothing sends a second statement to find the reason', async () => {
  const id = newId();
  await store.update(id, newRecord(), 'none');
  expect(sent()).toEqual(['UPDATE', 'SELECT']);
  await store.create(id, newRecord());
  await store.deleteIf(id, 'none');
  expect(sent()).toEqual(['INSERT', 'DELETE', 'SELECT']);
  await store.create(id, newRecord());
  // Prisma does not log the INSERT that failed.
  expect(sent()).toEqual(['UPDATE', 'SELECT']);
});

it('create replaces an expired record with a second statement', async () => {
  const id = newId();
  await store.create(id, newRecord({ expiresAt: 1 }));
  statements.splice(0);
  expect(await store.create(id, newRecord())).toMatchObject({ status: 'written' });
  expect(sent()).toEqual(['UPDATE']);
});

it('Prisma merges concurrent loads into one statement', async () => {
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await store.create(id, newRecord({ payload: `of ${id}` }));
  statements.splice(0);
  const loaded = await Promise.all([...ids, newId()].map((id) => store.load(id)));
  expect(loaded.map((session) => session?.payload)).toEqual([...ids.map((id) => `of ${id}`), undefined]);
  expect(sent()).toEqual(['SELECT']);
});

it('invalid arguments are refused without a statement', async () => {
  const id = newId();
  await expect(store.create(id, newRecord({ payload: 'é'.repeat(600_000) }))).rejects.toThrow(
    /1200000 bytes long, .* 1048576/,
  );
  await expect(store.touch(id, Infinity, 'a', 'b')).rejects.toMatchObject({ code: 'TOO_LARGE' });
  await expect(store.load(id, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  await expect(store.deleteExpired(0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(store.owners.listByOwner('a', { limit: 1.5 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(store.owners.listByOwner('\ud800', { limit: 1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(store.create(id, newRecord({ attributes: { a: 1 } }))).rejects.toThrow(/attribute 'a' has no column/);
  expect(sent()).toEqual([]);
});
