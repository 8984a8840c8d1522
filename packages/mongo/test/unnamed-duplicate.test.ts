import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore, type SessionCollection } from '../src/index.js';
import { withEachDriver } from './test-database.js';

// Azure Cosmos DB reports duplicates in this way.
withEachDriver('a duplicate of which the server does not name the index', (database) => {
  const client = database.connect();

  /** Returns the collection with errors that name no index, and a store that uses it. */
  function open(name: string, more: Partial<SessionCollection> = {}) {
    const sessions = client.sessions(name);
    const rejectWithout = (error: { readonly name: string; readonly code?: unknown }): never => {
      const message = 'E11000 duplicate key error collection: shop.sessions. Failed _id or unique index constraint.';
      throw Object.assign(new Error(message), { name: error.name, code: error.code });
    };
    const collection = new Proxy(sessions, {
      get(target, method) {
        if (method === 'insertOne') {
          return (...given: Parameters<SessionCollection['insertOne']>) =>
            target.insertOne(...given).catch(rejectWithout);
        }
        if (method in more) return Reflect.get(more, method) as unknown;
        const value: unknown = Reflect.get(target, method, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    return { sessions, store: new MongoSessionStore(collection) };
  }

  it('is taken if the id is there, and is replaced if that record is expired', async () => {
    const { store } = open('ids');
    const [id, record] = [newId(), newRecord()];
    await store.create(id, newRecord({ expiresAt: 1 }));
    expect(await store.create(id, record)).toEqual({ status: 'written', version: record.revision });
    expect(await store.create(id, newRecord())).toEqual({ status: 'taken' });
  });

  it('is not taken if the id is not there, because it is one in another index', async () => {
    const { sessions, store } = open('owners');
    await sessions.createIndex({ owner: 1 }, { unique: true });
    await store.create(newId(), newRecord({ owner: 'alice' }));
    const id = newId();
    const failed = store.create(id, newRecord({ owner: 'alice' }));
    await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied', cause: { code: 11_000 } });
    await expect(failed).rejects.toThrow(/one that is not unique/);
    expect(await store.load(id)).toBe(undefined);
  });

  it('is not applied if the id cannot be read', async () => {
    const id = newId();
    await open('unread').store.create(id, newRecord());
    const { store } = open('unread', {
      findOne: () => Promise.reject(Object.assign(new Error('connection closed'), { name: 'MongoNetworkError' })),
    });
    const failed = store.create(id, newRecord());
    await expect(failed).rejects.toMatchObject({ outcome: 'not-applied', cause: { name: 'MongoNetworkError' } });
  });
});
