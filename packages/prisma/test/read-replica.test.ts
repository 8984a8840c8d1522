import { readReplicas } from '@prisma/extension-read-replicas';
import { newId, newRecord } from '@sess/conformance/records';
import { SessionManager, StoreError } from '@sess/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaSessionStore } from '../src/index.js';
import { ReconnectingLibSql } from '../src/libsql/index.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';

/** A primary and a replica, combined by Prisma's own extension. The replica gets rows only by `replicate`. */
let primary: SqliteBackend;
let replica: SqliteBackend;
let clients: PrismaClient[];
let store: PrismaSessionStore;

const clientOf = (backend: SqliteBackend): PrismaClient => {
  const client = new PrismaClient({ adapter: new ReconnectingLibSql({ url: backend.url, timeout: 500 }) });
  clients.push(client);
  return client;
};

function openReplicated() {
  return clientOf(primary).$extends(readReplicas({ replicas: [clientOf(replica)] }));
}

/** Copies all rows to the replica. */
async function replicate(): Promise<void> {
  const [from, to] = [clientOf(primary), clientOf(replica)];
  await to.session.deleteMany({});
  const rows = await from.session.findMany();
  if (rows.length > 0) await to.session.createMany({ data: rows });
}

beforeEach(async () => {
  clients = [];
  primary = await openSqlite();
  replica = await openSqlite();
  store = new PrismaSessionStore(openReplicated().session);
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.$disconnect()));
  await Promise.all([primary.close(), replica.close()]);
});

const isStale = (outcome: 'not-applied' | 'unknown') => (error: unknown) =>
  error instanceof StoreError &&
  error.outcome === outcome &&
  /read replica/.test(error.message) &&
  error.message.includes('prisma.$primary().session');

it('load rejects if the replica does not have the session yet', async () => {
  const id = newId();
  await store.create(id, newRecord());
  await expect(store.load(id)).rejects.toSatisfy(isStale('not-applied'));
  await replicate();
  expect(await store.load(id)).toBeDefined();
});

it('load rejects if the replica has a replaced state', async () => {
  const id = newId();
  const [first, second] = [newRecord(), newRecord({ payload: '2' })];
  await store.create(id, first);
  await replicate();
  await store.update(id, second, first.revision);
  await expect(store.load(id)).rejects.toSatisfy(isStale('not-applied'));
  await replicate();
  expect(await store.load(id)).toMatchObject({ payload: '2' });
  await store.touch(id, second.expiresAt + 1, second.revision, 'third');
  await expect(store.load(id)).rejects.toSatisfy(isStale('not-applied'));
});

it('load rejects if the replica still has a session that was signed out', async () => {
  const id = newId();
  const record = newRecord();
  await store.create(id, record);
  await replicate();
  expect(await store.deleteIf(id, record.revision)).toEqual({ status: 'deleted' });
  await expect(store.load(id)).rejects.toSatisfy(isStale('not-applied'));
  await replicate();
  expect(await store.load(id)).toBe(undefined);
});

it('update and deleteIf reject if the replica hides a conflict', async () => {
  const id = newId();
  const first = newRecord();
  await store.create(id, first);
  await replicate();
  // Another process writes, so this one does not know the new revision.
  const other = new PrismaSessionStore(clientOf(primary).session);
  await other.update(id, newRecord({ payload: '2' }), first.revision);
  await expect(store.update(id, newRecord(), first.revision)).rejects.toSatisfy(isStale('not-applied'));
  await expect(store.deleteIf(id, first.revision)).rejects.toSatisfy(isStale('not-applied'));
});

it('create returns taken although the replica does not have the row', async () => {
  const id = newId();
  await new PrismaSessionStore(clientOf(primary).session).create(id, newRecord());
  expect(await store.create(id, newRecord())).toEqual({ status: 'taken' });
});

it('deleteByOwner rejects if the replica still has the removed rows', async () => {
  const other = new PrismaSessionStore(clientOf(primary).session);
  for (let count = 0; count < 3; count++) await other.create(newId(), newRecord({ owner: 'alice' }));
  await replicate();
  await expect(store.owners.deleteByOwner('alice', { except: [] })).rejects.toSatisfy(isStale('unknown'));
  expect(await clientOf(primary).session.count()).toBe(0);
  // The rows are gone before this call, and the replica still has them.
  await expect(store.owners.deleteByOwner('alice', { except: [] })).rejects.toSatisfy(isStale('not-applied'));
  await replicate();
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
});

it('clearExpired rejects if the replica still has the removed rows', async () => {
  const other = new PrismaSessionStore(clientOf(primary).session);
  for (let count = 0; count < 3; count++) await other.create(newId(), newRecord({ expiresAt: 1 + count }));
  await replicate();
  const sessions = new SessionManager({ store });
  await expect(sessions.clearExpired({ batchSize: 1 })).rejects.toSatisfy(
    (error) => error instanceof StoreError && isStale('not-applied')(error.cause),
  );
});

it("the primary's delegate, which the error recommends, reads what was written", async () => {
  const prisma = openReplicated();
  const onPrimary = new PrismaSessionStore(prisma.$primary().session);
  const sessions = new SessionManager<{ visits: number }>({ store: onPrimary });
  const id = newId();
  const record = newRecord({ owner: 'alice' });
  await onPrimary.create(id, record);
  expect(await onPrimary.load(id)).toMatchObject(record);
  expect(await sessions.revokeOwner('alice')).toBe(1);
  expect(await onPrimary.load(id)).toBe(undefined);
});

it('load returns undefined for a session that another process has ended, without a replica', async () => {
  const mine = new PrismaSessionStore(clientOf(primary).session);
  const other = new PrismaSessionStore(clientOf(primary).session);
  const [gone, changed] = [newId(), newId()];
  const record = newRecord();
  for (const id of [gone, changed]) await mine.create(id, record);
  await other.delete(gone);
  await other.update(changed, newRecord({ payload: '2' }), record.revision);
  expect(await mine.load(gone)).toBe(undefined);
  expect(await mine.load(changed)).toMatchObject({ payload: '2' });
});
