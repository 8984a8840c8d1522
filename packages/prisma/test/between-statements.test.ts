import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PrismaSessionStore, type SessionDelegate } from '../src/index.js';
import type { TestClient } from './backends/backend.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';

let backend: SqliteBackend;
let client: TestClient;
let other: PrismaSessionStore;

beforeAll(async () => {
  backend = await openSqlite();
  client = backend.connect();
  other = new PrismaSessionStore(backend.connect().session);
});
beforeEach(() => client.session.deleteMany({}));
afterAll(() => backend.close());

/** Returns the delegate as a plain object, so that a test can replace a method and act between two statements. */
function plainDelegate(): SessionDelegate {
  const { session } = client;
  return {
    createMany: (query) => session.createMany(query),
    findUnique: (query) => session.findUnique(query),
    findMany: (query) => session.findMany(query),
    updateMany: (query) => session.updateMany(query),
    deleteMany: (query) => session.deleteMany(query),
  };
}

/** Returns a store that calls `afterFind` once, after it has found the rows that it is about to delete. */
function storeWith(afterFind: () => Promise<unknown>): PrismaSessionStore {
  let happened = false;
  const session: SessionDelegate = {
    ...plainDelegate(),
    async findMany(query) {
      const rows = await client.session.findMany(query);
      if (!happened) await afterFind();
      happened = true;
      return rows;
    },
  };
  return new PrismaSessionStore(session);
}

it('deleteByOwner keeps a session that changes its owner after it was found', async () => {
  const [id, revision] = [newId(), newRecord().revision];
  await other.create(id, newRecord({ owner: 'alice', revision }));
  const store = storeWith(() => other.update(id, newRecord({ owner: 'bob' }), revision));
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
  expect(await other.load(id)).toMatchObject({ owner: 'bob' });
});

it('deleteByOwner removes a session that is created behind its cursor in the next pass', async () => {
  await other.create(newId(), newRecord({ owner: 'alice' }));
  const id = newId();
  const store = storeWith(() => other.create(id, newRecord({ owner: 'alice' })));
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(2);
  expect(await other.load(id)).toBe(undefined);
});

it('deleteByOwner removes a session that changes its key after it was found', async () => {
  const [old, fresh, revision] = [newId(), newId(), newRecord().revision];
  await other.create(old, newRecord({ owner: 'alice', revision }));
  // In the order of core: first the new record, then a tombstone without an owner in place of the old one.
  const store = storeWith(async () => {
    await other.create(fresh, newRecord({ owner: 'alice' }));
    await other.update(old, newRecord(), revision);
  });
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(1);
  expect(await other.load(fresh)).toBe(undefined);
});

it('deleteExpired keeps a session that is created again after it was found expired', async () => {
  const id = newId();
  await other.create(id, newRecord({ expiresAt: 1 }));
  const store = storeWith(() => other.create(id, newRecord()));
  expect(await store.deleteExpired(5)).toEqual({ deleted: 0, more: false });
  expect(await other.load(id)).toBeDefined();
});

it('create succeeds if the record with the same id is removed meanwhile', async () => {
  const id = newId();
  await other.create(id, newRecord());
  const session: SessionDelegate = {
    ...plainDelegate(),
    async updateMany(query) {
      await other.delete(id);
      return client.session.updateMany(query);
    },
  };
  expect(await new PrismaSessionStore(session).create(id, newRecord())).toMatchObject({ status: 'written' });
});
