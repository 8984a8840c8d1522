import { newId, newRecord } from '@sess/conformance/records';
import { SessionManager, StoreError } from '@sess/core';
import { MongoServerError } from 'mongodb';
import { expect, it } from 'vitest';
import { MongoSessionStore, type SessionCollection } from '../src/index.js';
import type { TestClient } from './drivers.js';
import { withEachDriver } from './test-database.js';

withEachDriver('between two commands', (database) => {
  const client = database.connect();
  const other = new MongoSessionStore(database.connect().sessions());

  /**
   * Returns a store to which something happens once, right after it has found the documents that it is about to delete.
   */
  function storeThatFinds(then: () => Promise<unknown>): MongoSessionStore {
    let happened = false;
    return new MongoSessionStore({
      ...parts(client),
      find: (filter, options) => ({
        async toArray() {
          const found = await client.sessions().find(filter, options).toArray();
          if (!happened) await then();
          happened = true;
          return found;
        },
      }),
    });
  }

  it("does not revoke a session that became another owner's after it was found", async () => {
    const [id, revision] = [newId(), newRecord().revision];
    await other.create(id, newRecord({ owner: 'alice', revision }));
    const store = storeThatFinds(() => other.update(id, newRecord({ owner: 'bob' }), revision));
    expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
    expect(await other.load(id)).toMatchObject({ owner: 'bob' });
  });

  it('revokes a session that gets another key after it was found', async () => {
    const [old, fresh, revision] = [newId(), newId(), newRecord().revision];
    await other.create(old, newRecord({ owner: 'carol', revision }));
    // In the order of core: first the new record, then a tombstone without an owner in place of the old one.
    const store = storeThatFinds(async () => {
      await other.create(fresh, newRecord({ owner: 'carol' }));
      await other.update(old, newRecord(), revision);
    });
    expect(await store.owners.deleteByOwner('carol', { except: [] })).toBe(1);
    expect(await other.load(fresh)).toBe(undefined);
  });

  it('does not clear a session that was renewed or created again after it was found expired', async () => {
    const id = newId();
    await other.create(id, newRecord({ expiresAt: 1 }));
    const store = storeThatFinds(() => other.create(id, newRecord()));
    expect(await store.deleteExpired(5)).toEqual({ deleted: 0, more: false });
    expect(await other.load(id)).toBeDefined();
  });

  it('keeps a session that is created again after a create found it expired, and the create returns taken', async () => {
    const [id, record] = [newId(), newRecord()];
    await other.create(id, newRecord({ expiresAt: 1 }));
    const store = new MongoSessionStore({
      ...parts(client),
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
withEachDriver('where the server considers other owners equal', (database) => {
  const client = database.connect();
  const sessions = parts(client);
  const alike = (filter: object) => ({
    ...filter,
    ...('owner' in filter && { owner: { $regex: `^${String(filter.owner)}$`, $options: 'i' } }),
  });
  const store = new MongoSessionStore(
    {
      ...sessions,
      find: (filter, options) => sessions.find(alike(filter), options),
      deleteMany: (filter, options) => sessions.deleteMany(alike(filter), options),
    },
    { collation: false },
  );

  it.each([
    [303, 'option collation is currently not supported.'],
    [8000, 'collation not allowed in this atlas tier'],
  ])('names the option that leaves the collation out when the server refuses it (%i)', async (code, message) => {
    const refusing = new MongoSessionStore({
      ...sessions,
      find: () => ({ toArray: () => Promise.reject(new MongoServerError({ message, code })) }),
    });
    await expect(refusing.owners.listByOwner('bob', { limit: 1 })).rejects.toThrow(/give the store.*collation: false/);
  });

  it('lists and ends no session of another owner', async () => {
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

// As an endpoint for readers, or a proxy, would do: reads come from a copy that is behind.
withEachDriver('where reads go to a server that is behind', (database) => {
  const client = database.connect();
  const behind = database.connect().sessions('behind');
  const other = new MongoSessionStore(client.sessions());
  const copy = new MongoSessionStore(behind);
  const store = new MongoSessionStore({
    ...parts(client),
    find: (filter, options) => behind.find(filter, options),
    findOne: (filter, options) => behind.findOne(filter, options),
  });
  const isStale = (outcome: 'not-applied' | 'unknown') => (error: unknown) =>
    error instanceof StoreError && error.outcome === outcome && error.message.includes('one that is behind');

  it('ends a revocation with an error when it finds what it has removed', async () => {
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

  it('ends clearing with an error when it finds what was removed', async () => {
    for (let count = 0; count < 3; count++) await copy.create(newId(), newRecord({ expiresAt: 1 + count }));
    await expect(new SessionManager({ store }).clearExpired({ batchSize: 1 })).rejects.toSatisfy(
      isStale('not-applied'),
    );
  });

  it('fails when the current record of a conflict has the version that was named', async () => {
    const [id, record] = [newId(), newRecord()];
    await copy.create(id, record);
    await expect(store.update(id, newRecord(), record.revision)).rejects.toSatisfy(isStale('not-applied'));
    await expect(store.deleteIf(id, record.revision)).rejects.toSatisfy(isStale('not-applied'));
  });
});

/** The methods of a collection, so that a test can replace one and do something between two commands. */
function parts(client: TestClient): SessionCollection {
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
