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

  /** A store to which something happens once, right after it was told of the documents it is about to delete. */
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

  it("a session that became another owner's after it was found is not revoked", async () => {
    const [id, revision] = [newId(), newRecord().revision];
    await other.create(id, newRecord({ owner: 'alice', revision }));
    const store = storeThatFinds(() => other.update(id, newRecord({ owner: 'bob' }), revision));
    expect(await store.owners.deleteByOwner('alice', { except: [] })).toBe(0);
    expect(await other.load(id)).toMatchObject({ owner: 'bob' });
  });

  it('a session that gets another key after it was found is revoked under that', async () => {
    const [old, fresh, revision] = [newId(), newId(), newRecord().revision];
    await other.create(old, newRecord({ owner: 'carol', revision }));
    // As core does it: the new record first, then a tombstone without an owner in the place of the old one.
    const store = storeThatFinds(async () => {
      await other.create(fresh, newRecord({ owner: 'carol' }));
      await other.update(old, newRecord(), revision);
    });
    expect(await store.owners.deleteByOwner('carol', { except: [] })).toBe(1);
    expect(await other.load(fresh)).toBe(undefined);
  });

  it('a session that was prolonged or made anew after it was found expired is not cleared', async () => {
    const id = newId();
    await other.create(id, newRecord({ expiresAt: 1 }));
    const store = storeThatFinds(() => other.create(id, newRecord()));
    expect(await store.deleteExpired(5)).toEqual({ deleted: 0, more: false });
    expect(await other.load(id)).toBeDefined();
  });

  it('a session that is made anew after a create met it expired stays, and the create is told taken', async () => {
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

// As a collection that compares without case, on a server that refuses or ignores a collation.
withEachDriver('where the server takes other owners for equal', (database) => {
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
  ])('a refusal of the collation (%i) names the option that leaves it out', async (code, message) => {
    const refusing = new MongoSessionStore({
      ...sessions,
      find: () => ({ toArray: () => Promise.reject(new MongoServerError({ message, code })) }),
    });
    await expect(refusing.owners.listByOwner('bob', { limit: 1 })).rejects.toThrow(/give the store.*collation: false/);
  });

  it('no other is listed or ended', async () => {
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

// As an endpoint for readers does it, or a proxy: what is read comes from a copy that does not follow.
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

  it('revoking an owner ends with an error when it finds what it has removed', async () => {
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

  it('clearing ends with an error when it finds what somebody has removed', async () => {
    for (let count = 0; count < 3; count++) await copy.create(newId(), newRecord({ expiresAt: 1 + count }));
    await expect(new SessionManager({ store }).clearExpired({ batchSize: 1 })).rejects.toSatisfy(
      isStale('not-applied'),
    );
  });

  it('a refusal whose current record is the very one that was named says why', async () => {
    const [id, record] = [newId(), newRecord()];
    await copy.create(id, record);
    await expect(store.update(id, newRecord(), record.revision)).rejects.toSatisfy(isStale('not-applied'));
    await expect(store.deleteIf(id, record.revision)).rejects.toSatisfy(isStale('not-applied'));
  });
});

/** What a collection does, in parts, so that a test can put something between two of them. */
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
