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

/** What the client does, in parts, so that a test can put something between two of them. */
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

/** A store to which something happens once, right after it was told of the rows it is about to delete. */
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

it("a session that became another owner's after it was found is not revoked", async () => {
  const [id, revision] = [newId(), newRecord().revision];
  await other.create(id, newRecord({ owner: 'alice', revision }));
  const store = storeThatFinds(() => other.update(id, newRecord({ owner: 'bob' }), revision));
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
  expect(await other.load(id)).toMatchObject({ owner: 'bob' });
});

it('a session that was created before the place a revocation had reached goes with the next pass', async () => {
  await other.create(newId(), newRecord({ owner: 'alice' }));
  const id = newId();
  const store = storeThatFinds(() => other.create(id, newRecord({ owner: 'alice' })));
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(2);
  expect(await other.load(id)).toBe(undefined);
});

it('a session that gets another key after it was found is revoked under that', async () => {
  const [old, fresh, revision] = [newId(), newId(), newRecord().revision];
  await other.create(old, newRecord({ owner: 'alice', revision }));
  // As core does it: the new record first, then a tombstone without an owner in the place of the old one.
  const store = storeThatFinds(async () => {
    await other.create(fresh, newRecord({ owner: 'alice' }));
    await other.update(old, newRecord(), revision);
  });
  expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(1);
  expect(await other.load(fresh)).toBe(undefined);
});

it('a session that was created anew after it was found expired is not cleared', async () => {
  const id = newId();
  await other.create(id, newRecord({ expiresAt: 1 }));
  const store = storeThatFinds(() => other.create(id, newRecord()));
  expect(await store.deleteExpired(5)).toEqual({ deleted: 0, more: false });
  expect(await other.load(id)).toBeDefined();
});

it('a record that went while a create met it makes room for the create', async () => {
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
