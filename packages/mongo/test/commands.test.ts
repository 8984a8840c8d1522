import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../src/index.js';
import { withEachDriver } from './test-database.js';

withEachDriver('the commands of a store', (database) => {
  const client = database.connect();
  const store = new MongoSessionStore(client.sessions());
  const names = () => client.sent().map((command) => Object.keys(command)[0]);

  it('are one for each successful verb', async () => {
    const id = newId();
    const record = newRecord({ owner: 'one' });
    await store.create(id, record);
    expect(names()).toEqual(['insert']);
    await store.load(id);
    expect(names()).toEqual(['find']);
    await store.update(id, { ...record, revision: 'second' }, record.revision);
    expect(names()).toEqual(['update']);
    await store.touch(id, record.expiresAt + 1, 'second', 'third');
    expect(names()).toEqual(['update']);
    await store.owners.listByOwner('one', { limit: 5 });
    expect(names()).toEqual(['find']);
    await store.deleteIf(id, 'third');
    expect(names()).toEqual(['delete']);
    await store.delete(id);
    expect(names()).toEqual(['delete']);
    await store.deleteExpired(5);
    expect(names()).toEqual(['find']);
    await store.owners.deleteByOwner('one', { except: [] });
    expect(names()).toEqual(['find']);
  });

  it('are two for a verb that writes nothing, to find the reason', async () => {
    const id = newId();
    expect(await store.update(id, newRecord(), 'none')).toEqual({ status: 'gone' });
    expect(names()).toEqual(['update', 'find']);
    await store.create(id, newRecord());
    expect(await store.deleteIf(id, 'none')).toMatchObject({ status: 'conflict' });
    expect(names()).toEqual(['insert', 'delete', 'find']);
    expect(await store.touch(id, Date.now(), 'none', 'other')).toBe(false);
    expect(names()).toEqual(['update']);
    expect(await store.create(id, newRecord())).toEqual({ status: 'taken' });
    expect(names()).toEqual(['insert', 'update']);
    await store.create(newId(), newRecord({ expiresAt: 1 }));
  });

  it('read a page in one reply, even if it is longer than the default batch', async () => {
    const ids = Array.from({ length: 250 }, newId).toSorted();
    await Promise.all(ids.map((id) => store.create(id, newRecord({ owner: 'many' }))));
    names();
    const { sessions, cursor } = await store.owners.listByOwner('many', { limit: 200 });
    // A mongod sends 101 by default, and keeps a cursor open when the batch size is exactly the number of documents.
    expect(client.sent()).toMatchObject([{ find: 'sessions', limit: 201, batchSize: 202 }]);
    expect(sessions.map(({ id }) => id)).toEqual(ids.slice(0, 200));
    expect(cursor).toBe(ids[199]);
    const rest = await store.owners.listByOwner('many', { limit: 200, cursor: cursor! });
    expect(rest.sessions.map(({ id }) => id)).toEqual(ids.slice(200));
    expect(rest.cursor).toBe(undefined);
    expect(await store.owners.deleteByOwner('many', { except: [ids[3]!] })).toBe(249);
    expect(await store.load(ids[3]!)).toBeDefined();
  });

  it('replace an expired record by an update that requires its deadline to have passed', async () => {
    const id = newId();
    await store.create(id, newRecord({ expiresAt: 1, owner: 'before', attributes: { a: 1 } }));
    names();
    const record = newRecord({ createdAt: 5 });
    expect(await store.create(id, record)).toEqual({ status: 'written', version: record.revision });
    const [, update] = client.sent();
    expect(update).toMatchObject({ updates: [{ q: { _id: id, expiresAt: { $lte: expect.any(Date) as Date } } }] });
    expect(JSON.stringify(update)).not.toContain('"upsert":true');
    expect(await store.load(id)).toEqual({ ...record, version: record.revision });
  });

  it('use the primary and a majority by default', async () => {
    const id = newId();
    client.sent();
    await store.create(id, newRecord());
    await store.delete(id);
    await store.load(id);
    await store.owners.deleteByOwner('unknown', { except: [] });
    const [written, read] = [{ writeConcern: { w: 'majority' } }, { readConcern: { level: 'majority' } }];
    expect(client.sent()).toMatchObject([written, written, read, read]);

    const weaker = new MongoSessionStore(client.sessions(), {
      writeConcern: { w: 1, wtimeoutMS: 500 },
      readConcern: { level: 'majority' },
    });
    expect(weaker.limits.durable).toBe(false);
    expect(store.limits.durable).toBe(true);
    await weaker.create(id, newRecord());
    await weaker.load(id);
    expect(client.sent()).toMatchObject([{ writeConcern: { w: 1 } }, { readConcern: { level: 'majority' } }]);
  });

  it('name the simple collation, which compares owners by bytes', async () => {
    await store.create(newId(), newRecord({ owner: 'Bob' }));
    client.sent();
    await store.owners.listByOwner('Bob', { limit: 1 });
    await store.owners.deleteByOwner('Bob', { except: [] });
    const [list, find, remove] = client.sent();
    expect([list, find]).toMatchObject([{ collation: { locale: 'simple' } }, { collation: { locale: 'simple' } }]);
    expect(remove).toMatchObject({ deletes: [{ collation: { locale: 'simple' } }] });
  });

  it('name no collation with collation: false', async () => {
    const plain = new MongoSessionStore(client.sessions('plain'), { collation: false });
    await plain.create(newId(), newRecord({ owner: 'Bob' }));
    client.sent();
    await plain.ensureIndexes();
    await plain.owners.listByOwner('Bob', { limit: 1 });
    expect(await plain.owners.deleteByOwner('Bob', { except: [] })).toBe(1);
    const sent = client.sent();
    expect(sent.map((command) => Object.keys(command)[0])).toEqual(
      expect.arrayContaining(['createIndexes', 'find', 'delete']),
    );
    expect(JSON.stringify(sent)).not.toContain('collation');
  });

  it('are not sent for invalid arguments or after close', async () => {
    const id = newId();
    const small = new MongoSessionStore(client.sessions(), { maxPayloadBytes: 10 });
    await expect(small.create(id, newRecord({ payload: 'é'.repeat(6) }))).rejects.toThrow(
      /12 bytes long, and MongoSessionStore keeps 10/,
    );
    await expect(store.update(id, newRecord({ owner: 'x'.repeat(1_000_001) }), 'a')).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    await expect(store.touch(id, Infinity, 'a', 'b')).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(store.load(id, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    await expect(store.deleteExpired(0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(store.owners.listByOwner('a', { limit: 1.5 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(store.owners.listByOwner('\ud800', { limit: 1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    for (const name of ['', '$a', 'a.b', 'a\0', '__proto__', '_bsontype', '\ud800']) {
      const attributes = JSON.parse(`{${JSON.stringify(name)}:1}`) as Record<string, number>;
      await expect(store.create(id, newRecord({ attributes }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    for (const value of [Number.NaN, Infinity, '\udfff', {} as unknown as string]) {
      await expect(store.create(id, newRecord({ attributes: { a: value } }))).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
    await store.close();
    await store.close();
    await expect(store.load(id)).rejects.toMatchObject({ code: 'STORE', outcome: 'not-applied' });
    expect(names()).toEqual([]);
  });
});
