import { FaultyLine } from '@sess/conformance/faults';
import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoSessionStore, type SessionCollection } from '../src/index.js';
import { lineAddress, throughLine } from './line-address.js';
import { mongodbProtocol } from './mongodb-protocol.js';
import { withEachDriver } from './test-database.js';
import { failuresOfEveryCall } from './failures-of-every-call.js';

withEachDriver('connecting', (database) => {
  const address = lineAddress(database.url);
  let line: FaultyLine | undefined;
  beforeAll(async () => {
    if (address) line = await FaultyLine.open(address, mongodbProtocol);
  });
  afterAll(() => line?.close());

  it('happens once, in the first call', async () => {
    let connects = 0;
    const store = new MongoSessionStore(async () => {
      connects += 1;
      await Promise.resolve();
      return database.connect().sessions();
    });
    expect(connects).toBe(0);
    await Promise.all([
      store.load(newId()),
      store.create(newId(), newRecord()),
      store.owners.deleteByOwner('a', { except: [] }),
    ]);
    await store.load(newId());
    expect(connects).toBe(1);
  });

  it('is tried again after a failure, which fails only that call', async () => {
    const connections: (() => Promise<SessionCollection>)[] = [
      () => Promise.reject(new Error('no such host mongodb://app:secret@db.example/')),
      () => Promise.resolve({} as SessionCollection),
      () => Promise.resolve(database.connect().sessions()),
    ];
    const store = new MongoSessionStore(() => connections.shift()!());
    const id = newId();
    const failed = store.create(id, newRecord());
    await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    await expect(failed).rejects.toThrow('could not create: no such host mongodb://…@db.example/');
    await expect(store.load(id)).rejects.toThrow(/could not load: .*not a collection of the MongoDB driver/);
    expect(await store.create(id, newRecord())).toMatchObject({ status: 'written' });
  });

  it('to a database that is down fails only the calls during the outage', async ({ skip }) => {
    if (!line) return skip();
    await line.refuse();
    const client = database.connect(throughLine(database.url, line));
    const store = new MongoSessionStore(client.sessions());
    const id = newId();
    for (const message of await failuresOfEveryCall(store)) {
      expect(message).toMatch(/Check that MongoDB runs there, .*\. The next call tries again$/);
      expect(message.split(String(line.port))).toHaveLength(2);
    }
    await line.recover();
    expect(await store.create(id, newRecord())).toMatchObject({ status: 'written' });
  });

  it('does not open a client again that the application has closed', async () => {
    const client = database.connect();
    const store = new MongoSessionStore(client.sessions());
    await store.load(newId());
    await client.close();
    await expect(store.create(newId(), newRecord())).rejects.toMatchObject({ outcome: 'not-applied' });
    await expect(store.load(newId())).rejects.toMatchObject({ name: 'StoreError' });
  });

  it('leaves a write unknown and a read not applied if it is cut after they were sent', async ({ skip }) => {
    if (!line) return skip();
    const client = database.connect(throughLine(database.url, line));
    const store = new MongoSessionStore(client.sessions());
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    line.loseAnswers();
    const next = newRecord();
    const lost = store.update(id, next, record.revision);
    await expect(lost).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    await expect(store.load(id)).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    await line.recover();
    // With retryable writes the second attempt was lost, too. In either case the write was applied once.
    expect(await store.load(id)).toMatchObject({ revision: next.revision });
  });

  it('does not delay the abort of a read', async ({ skip }) => {
    if (!line) return skip();
    const store = new MongoSessionStore(database.connect(throughLine(database.url, line)).sessions());
    await store.load(newId());
    line.freeze();
    const controller = new AbortController();
    const reads = [
      store.load(newId(), controller),
      store.owners.listByOwner('a', { limit: 5 }, controller),
      store.deleteExpired(5, controller),
    ];
    const reason = new Error('enough');
    controller.abort(reason);
    for (const outcome of await Promise.allSettled(reads)) expect(outcome).toEqual({ status: 'rejected', reason });
    await line.recover();
  });
});
