import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../src/index.js';
import { withEachDriver } from './test-database.js';

withEachDriver('ensureIndexes', (database) => {
  const client = database.connect();
  let count = 0;
  const fresh = () => {
    const name = `indexed_${(count += 1)}`;
    return { name, sessions: client.sessions(name), store: new MongoSessionStore(client.sessions(name)) };
  };
  const keysOf = async (name: string) => {
    const indexes = (await client.sessions(name).listIndexes().toArray()) as { key: object }[];
    return indexes.map(({ key }) => JSON.stringify(key)).toSorted();
  };

  it('creates indexes for deadlines and owners, and nothing in a second call', async () => {
    const { name, store, sessions } = fresh();
    await store.ensureIndexes();
    const all = ['{"_id":1}', '{"expiresAt":1}', '{"owner":1,"_id":1}'];
    expect(await keysOf(name)).toEqual(all);
    client.sent();
    await store.ensureIndexes();
    expect(client.sent().map((command) => Object.keys(command)[0])).toEqual(['listIndexes']);
    expect(await keysOf(name)).toEqual(all);
    const indexes = await sessions.listIndexes().toArray();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it('creates the indexes that its options name', async () => {
    const { name, store } = fresh();
    await store.ensureIndexes({ expiry: false, attributes: ['accountId'] });
    expect(await keysOf(name)).toEqual(['{"_id":1}', '{"attributes.accountId":1}', '{"owner":1,"_id":1}']);
    await expect(store.ensureIndexes({ ttl: true } as object)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(store.ensureIndexes({ attributes: ['a.b'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(store.ensureIndexes({ attributes: 'a' as never })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it.each([
    [
      'a TTL index that keeps sessions longer',
      { expiresAt: 1 } as const,
      { expireAfterSeconds: 3600 },
      /removes sessions 3600 seconds after they end\. Run db\.getSiblingDB\("<db>"\)\.runCommand\(\{ collMod: "<name>", index: \{ keyPattern: \{ expiresAt: 1 \}, expireAfterSeconds: 0 \} \}\)$/,
    ],
    [
      'an index that is not a TTL index',
      { expiresAt: 1 } as const,
      {},
      /removes nothing, .* Run db\.getSiblingDB\("<db>"\)\.getCollection\("<name>"\)\.dropIndex\("expiresAt_1"\), then ensureIndexes again/,
    ],
    [
      'an index of owners that is unique',
      { owner: 1, _id: 1 } as const,
      { unique: true, name: 'mine' },
      /the index "mine" of <db>\.<name> is unique.*dropIndex\("mine"\)/,
    ],
  ])(
    'rejects with the command to run if there is %s, and creates no second index',
    async (_what, keys, options, report) => {
      const { name, store, sessions } = fresh();
      await sessions.createIndex(keys, options);
      const before = await keysOf(name);
      const failed = store.ensureIndexes();
      await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      const expected = new RegExp(report.source.replaceAll('<db>', database.name).replaceAll('<name>', name));
      await expect(failed).rejects.toThrow(expected);
      expect(await keysOf(name)).toEqual(before);
    },
  );

  it('succeeds once the reported command was run', async () => {
    const { name, store, sessions } = fresh();
    await sessions.createIndex({ expiresAt: 1 }, { name: 'mine' });
    const { message } = await store.ensureIndexes().then(
      () => new Error('It accepted the index.'),
      (error: Error) => error,
    );
    const [, collection, index] = /getCollection\("(\w+)"\)\.dropIndex\("(\w+)"\), then/.exec(message) ?? [];
    expect([collection, index]).toEqual([name, 'mine']);
    await client.command({ dropIndexes: collection, index });
    await store.ensureIndexes();
    expect(await sessions.listIndexes().toArray()).toContainEqual(
      expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
    );
  });

  it('has to be called, because no verb creates an index', async () => {
    const { name, store } = fresh();
    const [id, record] = [newId(), newRecord({ owner: 'one', attributes: { accountId: 'a' } })];
    await store.create(id, record);
    await store.create(newId(), newRecord({ expiresAt: 1 }));
    await store.touch(id, record.expiresAt + 1, record.revision, 'next');
    await store.update(id, newRecord({ owner: 'one' }), 'next');
    expect(await store.deleteExpired(5)).toEqual({ deleted: 1, more: false });
    expect((await store.owners.listByOwner('one', { limit: 5 })).sessions).toHaveLength(1);
    expect(await store.owners.deleteByOwner('one', { except: [] })).toBe(1);
    expect(await keysOf(name)).toEqual(['{"_id":1}']);
  });

  it('accepts an index of owners with further fields', async () => {
    const { name, store, sessions } = fresh();
    await sessions.createIndex({ owner: 1, _id: 1 }, { name: 'all' });
    await store.ensureIndexes();
    expect(await keysOf(name)).toHaveLength(3);
  });
});
