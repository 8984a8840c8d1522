import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { onServerWithPlans } from './needs-server.js';

onServerWithPlans('owners in a collection that compares without case and accents', (database) => {
  const client = database.connect();

  it.each([true, false])('are not equal for the store, indexed: %s', async (isIndexed) => {
    const name = `collated_${String(isIndexed)}`;
    await client.command({ create: name, collation: { locale: 'en', strength: 1 } });
    const sessions = client.sessions(name);
    const store = new MongoSessionStore(sessions);
    if (isIndexed) await store.ensureIndexes();
    const owners = ['bob', 'Bob', 'bób', 'bob ', 'BOB'];
    const ids = new Map(owners.map((owner) => [owner, newId()]));
    for (const [owner, id] of ids) await store.create(id, newRecord({ owner }));
    // The collation of the collection finds several of them.
    expect((await sessions.find({ owner: 'bob' }).toArray()).length).toBeGreaterThan(1);
    for (const [owner, id] of ids) {
      const { sessions: listed } = await store.owners.listByOwner(owner, { limit: 9 });
      expect(listed.map((session) => session.id)).toEqual([id]);
    }
    expect(await store.owners.deleteByOwner('bob', { except: [] })).toBe(1);
    expect(await sessions.find({}).toArray()).toHaveLength(4);
  });

  it('cannot have an index with another collation', async () => {
    const sessions = client.sessions('other');
    await sessions.createIndex({ owner: 1, _id: 1 }, { collation: { locale: 'en', strength: 1 } });
    await expect(new MongoSessionStore(sessions).ensureIndexes()).rejects.toThrow(/has a collation/);
  });

  it('can have a TTL index that the reported command corrects', async () => {
    const sessions = client.sessions('corrected');
    await sessions.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 });
    const store = new MongoSessionStore(sessions);
    await expect(store.ensureIndexes()).rejects.toThrow(
      /runCommand\(\{ collMod: "corrected", index: \{ keyPattern: \{ expiresAt: 1 \}, expireAfterSeconds: 0 \} \}\)/,
    );
    await client.command({ collMod: 'corrected', index: { keyPattern: { expiresAt: 1 }, expireAfterSeconds: 0 } });
    await store.ensureIndexes();
  });
});
