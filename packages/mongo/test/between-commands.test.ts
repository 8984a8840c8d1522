import { newId, newRecord } from '@sess/conformance/records';
import { SessionManager, StoreError } from '@sess/core';
import { MongoServerError } from 'mongodb';
import { expect, it } from 'vitest';
import { MongoSessionStore, type SessionCollection } from '../src/index.js';
import type { TestClient } from './drivers.js';
import { withEachDriver } from './test-database.js';

withEachDriver('a change between two commands', (database) => {
  const client = database.connect();
  const other = new MongoSessionStore(database.connect().sessions());

  /** Returns a store that calls `afterFind` once, after it has found the documents that it is about to delete. */
  function storeWith(afterFind: () => Promise<unknown>): MongoSessionStore {
    let happened = false;
    return new MongoSessionStore({
      ...plainCollection(client),
      find: (filter, options) => ({
        async toArray() {
          const found = await client.sessions().find(filter, options).toArray();
          if (!happened) await afterFind();
          happened = true;
          return found;
        },
      }),
    });
  }

  it('keeps deleteByOwner from removing a session that has another owner now', async () => {
    const [id, revision] = [newId(), newRecord().revision];
    await other.create(id, newRecord({ owner: 'alice', revision }));
    const store = storeWith(() => other.update(id, newRecord({ owner: 'bob' }), revision));
    expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
    expect(await other.load(id)).toMatchObject({ owner: 'bob' });
  });

  it('does not keep deleteByOwner from removing a session whose key has changed', async () => {
    const [old, fresh, revision] = [newId(), newId(), newRecord().revision];
    await other.create(old, newRecord({ owner: 'carol', revision }));
    // In the order of core: first the new record, then a tombstone without an owner in place of the old one.
    const store = storeWith(async () => {
      await other.create(fresh, newRecord({ owner: 'carol' }));
      await other.update(old, newRecord(), revision);
    });
    expect(await store.owners.deleteByOwner('carol', { except: [] })).toBe(1);
    expect(await other.load(fresh)).toBe(undefined);
  });

  it('keeps deleteExpired from removing a session that was created again', async () => {
    const id = newId();
    await other.create(id, newRecord({ expiresAt: 1 }));
    const store = storeWith(() => other.create(id, newRecord()));
    expect(await store.deleteExpired(5)).toEqual({ deleted: 0, more: false });
    expect(await other.load(id)).toBeDefined();
  });

  it('makes create return taken if it creates the same expired record first', async () => {
    const [id, record] = [newId(), newRecord()];
    await other.create(id, newRecord({ expiresAt: 1 }));
    const store = new MongoSessionStore({
      ...plainCollection(client),
      async updateOne(filter, update, options) {
        await other.create(id, record);
        return client.sessions().updateOne(filter, update, options);
      },
    });
    expect(await store.create(id, newRecord())).toEqual({ status: 'taken' });
    expect(await other.load(id)).toMatchObject(record);
  });
});

// A collection that ignores case, on a server that refuses or ignores a collation.
withEachDriver('a server for which owners are equal that are not', (database) => {
  const client = database.connect();
  const sessions = plainCollection(client);
  const ignoringCase = (filter: object) => ({
    ...filter,
    ...('owner' in filter && { owner: { $regex: `^${String(filter.owner)}$`, $options: 'i' } }),
  });
  const store = new MongoSessionStore(
    {
      ...sessions,
      find: (filter, options) => sessions.find(ignoringCase(filter), options),
      deleteMany: (filter, options) => sessions.deleteMany(ignoringCase(filter), options),
    },
    { collation: false },
  );

  it.each([
    [303, 'option collation is currently not supported.'],
    [8000, 'collation not allowed in this atlas tier'],
  ])('causes an error that names the option collation if it refuses one (%i)', async (code, message) => {
    const refusing = new MongoSessionStore({
      ...sessions,
      find: () => ({ toArray: () => Promise.reject(new MongoServerError({ message, code })) }),
    });
    await expect(refusing.owners.listByOwner('bob', { limit: 1 })).rejects.toThrow(/give the store.*collation: false/);
  });

  it('does not make the store list or delete sessions of other owners', async () => {
    const ids = new Map<string, string>();
    for (const owner of ['bob', 'Bob', 'BOB', 'bob']) {
      const id = newId();
      ids.set(id, owner);
      await store.create(id, newRecord({ owner }));
    }
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.owners.listByOwner('bob', { limit: 1, ...(cursor !== undefined && { cursor }) });
      listed.push(...page.sessions.map(({ id }) => id));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(listed.map((id) => ids.get(id))).toEqual(['bob', 'bob']);
    expect(await store.owners.deleteByOwner('bob', { except: [] })).toBe(2);
    const left = (await client.documents()) as { readonly owner: string }[];
    expect(left.map(({ owner }) => owner).toSorted()).toEqual(['BOB', 'Bob']);
  });
});

// An endpoint for readers, or a proxy, sends reads to a copy that is behind.
withEachDriver('reads from a server that is behind', (database) => {
  const client = database.connect();
  const behind = database.connect().sessions('behind');
  const other = new MongoSessionStore(client.sessions());
  const copy = new MongoSessionStore(behind);
  const store = new MongoSessionStore({
    ...plainCollection(client),
    find: (filter, options) => behind.find(filter, options),
    findOne: (filter, options) => behind.findOne(filter, options),
  });
  const isStale = (outcome: 'not-applied' | 'unknown') => (error: unknown) =>
    error instanceof StoreError && error.outcome === outcome && error.message.includes('one that is behind');

  it('make deleteByOwner reject if they find removed documents', async () => {
    for (let count = 0; count < 3; count++) {
      const [id, record] = [newId(), newRecord({ owner: 'alice' })];
      await other.create(id, record);
      await copy.create(id, record);
    }
    await expect(store.owners.deleteByOwner('alice', { except: [] })).rejects.toSatisfy(isStale('unknown'));
    expect(await client.documents()).toEqual([]);
    await expect(store.owners.deleteByOwner('alice', { except: [] })).rejects.toSatisfy(isStale('not-applied'));
    await copy.owners.deleteByOwner('alice', { except: [] });
    expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
  });

  it('make clearExpired reject if they find removed documents', async () => {
    for (let count = 0; count < 3; count++) await copy.create(newId(), newRecord({ expiresAt: 1 + count }));
    await expect(new SessionManager({ store }).clearExpired({ batchSize: 1 })).rejects.toSatisfy(
      isStale('not-applied'),
    );
  });

  it('make update and deleteIf reject if they hide a conflict', async () => {
    const [id, record] = [newId(), newRecord()];
    await copy.create(id, record);
    await expect(store.update(id, newRecord(), record.revision)).rejects.toSatisfy(isStale('not-applied'));
    await expect(store.deleteIf(id, record.revision)).rejects.toSatisfy(isStale('not-applied'));
  });
});

/** Returns the collection as a plain object, so that a test can replace a method and act between two commands. */
function plainCollection(client: TestClient): SessionCollection {
  const sessions = client.sessions();
  return {
    dbName: sessions.dbName,
    collectionName: sessions.collectionName,
    insertOne: (document, options) => sessions.insertOne(document, options),
    findOne: (filter, options) => sessions.findOne(filter, options),
    find: (filter, options) => sessions.find(filter, options),
    updateOne: (filter, update, options) => sessions.updateOne(filter, update, options),
    deleteOne: (filter, options) => sessions.deleteOne(filter, options),
    deleteMany: (filter, options) => sessions.deleteMany(filter, options),
    createIndex: (keys, options) => sessions.createIndex(keys, options),
    listIndexes: (options) => sessions.listIndexes(options),
  };
}
