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

/** The methods of the client, so that a test can replace one and do something between two statements. */
function parts(): SessionDelegate {
  const { session } = client;
  return {
    createMany: (query) => session.createMany(query),
    findUnique: (query) => session.findUnique(query),
    findMany: (query) => session.findMany(query),
    updateMany: (query) => session.updateMany(query),
    deleteMany: (query) => session.deleteMany(query),
  };
}

/** Returns a store to which something happens once, right after it has found the rows that it is about to delete. */
function storeThatFinds(then: () => Promise<unknown>): PrismaSessionStore {
  let happened = false;
  const session: SessionDelegate = {
    ...parts(),
    async findMany(query) {
      const rows = await client.session.findMany(query);
      if (!happened) await then();
      happened = true;
      return rows;
    },
  };
  return new PrismaSessionStore(session);
}

it("does not revoke a session that became another owner's after it was found", async () => {
  const [id, revision] = [newId(), newRecord().revision];
  await other.create(id, newRecord({ owner: 'alice', revision }));
  const store = storeThatFinds(() => other.update(id, newRecord({ owner: 'bob' }), revision));
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
  expect(await other.load(id)).toMatchObject({ owner: 'bob' });
});

it('removes in its next pass a session that was created behind its cursor', async () => {
  await other.create(newId(), newRecord({ owner: 'alice' }));
  const id = newId();
  const store = storeThatFinds(() => other.create(id, newRecord({ owner: 'alice' })));
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(2);
  expect(await other.load(id)).toBe(undefined);
});

it('revokes a session that gets another key after it was found', async () => {
  const [old, fresh, revision] = [newId(), newId(), newRecord().revision];
  await other.create(old, newRecord({ owner: 'alice', revision }));
  // In the order of core: first the new record, then a tombstone without an owner in place of the old one.
  const store = storeThatFinds(async () => {
    await other.create(fresh, newRecord({ owner: 'alice' }));
    await other.update(old, newRecord(), revision);
  });
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(1);
  expect(await other.load(fresh)).toBe(undefined);
});

it('does not clear a session that was created again after it was found expired', async () => {
  const id = newId();
  await other.create(id, newRecord({ expiresAt: 1 }));
  const store = storeThatFinds(() => other.create(id, newRecord()));
  expect(await store.deleteExpired(5)).toEqual({ deleted: 0, more: false });
  expect(await other.load(id)).toBeDefined();
});

it('creates a record when the one it collided with is removed meanwhile', async () => {
  const id = newId();
  await other.create(id, newRecord());
  const session: SessionDelegate = {
    ...parts(),
    async updateMany(query) {
      await other.delete(id);
      return client.session.updateMany(query);
    },
  };
  expect(await new PrismaSessionStore(session).create(id, newRecord())).toMatchObject({ status: 'written' });
});
