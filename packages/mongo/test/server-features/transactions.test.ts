import { newId, newRecord } from '@sess/conformance/records';
import { SessionManager, StoreError } from '@sess/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { drivers, type TestTransaction } from '../drivers.js';
import { openDatabase } from '../test-database.js';
import { withOwnServers } from './needs-server.js';
import { type ReplicaSet, startReplicaSet } from './replica-set.js';

interface Shop {
  orders: number;
}

withOwnServers('transactions of the application', (program) => {
  let set: ReplicaSet;
  beforeAll(async () => {
    set = await startReplicaSet(program);
  }, 180_000);
  // Registered first, so that it ends last.
  afterAll(() => set?.stop());

  for (const driver of drivers) {
    const database = openDatabase(driver, () => set.url);

    function open() {
      const client = database.connect();
      const [sessions, orders] = [client.sessions(newId()), client.sessions(newId())];
      return {
        client,
        orders,
        sessions,
        outside: new MongoSessionStore(sessions),
        within: (clientSession: TestTransaction) => new MongoSessionStore(sessions, { clientSession }),
        countOrders: () => orders.countDocuments!({}),
      };
    }

    it(`write a session together with a document, which nobody sees before, ${driver.title}`, async () => {
      const { client, orders, outside, within, countOrders } = open();
      const [id, created, record, next] = [newId(), newId(), newRecord({ owner: 'alice' }), newRecord()];
      await outside.create(id, record);
      await orders.insertOne({ first: true });
      await client.withTransaction(async (clientSession) => {
        const store = within(clientSession);
        await orders.insertOne({ of: id }, { session: clientSession });
        expect(await store.update(id, next, record.revision)).toMatchObject({ status: 'written' });
        expect(await store.load(id)).toMatchObject({ revision: next.revision });
        expect(await store.create(created, newRecord({ owner: 'alice' }))).toMatchObject({ status: 'written' });
        expect((await store.owners.listByOwner('alice', { limit: 5 })).sessions).toHaveLength(1);
        expect(await outside.load(id)).toMatchObject({ revision: record.revision });
        expect(await outside.load(created)).toBe(undefined);
      });
      expect(await outside.load(id)).toMatchObject({ revision: next.revision });
      expect(await outside.load(created)).toBeDefined();
      expect(await countOrders()).toBe(2);
    });

    it(`write nothing if they are aborted, ${driver.title}`, async () => {
      const { client, orders, outside, within, countOrders } = open();
      const [id, other, created, record] = [newId(), newId(), newId(), newRecord()];
      await outside.create(id, record);
      await outside.create(other, record);
      await orders.insertOne({ first: true });
      const aborted = client.withTransaction(async (clientSession) => {
        const store = within(clientSession);
        await orders.insertOne({ of: id }, { session: clientSession });
        await store.update(id, newRecord(), record.revision);
        expect(await store.delete(other)).toBe(true);
        await store.create(created, newRecord());
        throw new Error('out of stock');
      });
      await expect(aborted).rejects.toThrow('out of stock');
      expect(await outside.load(id)).toMatchObject({ revision: record.revision });
      expect(await outside.load(other)).toMatchObject({ revision: record.revision });
      expect(await outside.load(created)).toBe(undefined);
      expect(await countOrders()).toBe(1);
    });

    it(`can be those of a request, ${driver.title}`, async () => {
      const { client, orders, outside, within, countOrders } = open();
      const first = await new SessionManager<Shop>({ store: outside }).open(undefined);
      first.session.set('orders', 0);
      const { cookies } = await first.commit({ status: 200 });
      const cookie = `${cookies[0]!.name}=${cookies[0]!.value}`;
      await orders.insertOne({ first: true });

      const order = (isInStock: boolean) =>
        client.withTransaction(async (clientSession) => {
          const sessions = new SessionManager<Shop>({ store: within(clientSession) });
          const { session, commit } = await sessions.open(cookie);
          await orders.insertOne({ number: session.get('orders') }, { session: clientSession });
          session.update('orders', 0, (count) => count + 1);
          await commit({ status: 200 });
          if (!isInStock) throw new Error('out of stock');
        });
      await order(true);
      await expect(order(false)).rejects.toThrow('out of stock');
      await order(true);
      const { session } = await new SessionManager<Shop>({ store: outside }).open(cookie);
      expect(session.get('orders')).toBe(2);
      expect(await countOrders()).toBe(3);
    });

    it(`that change the same session do not lose a change: one of them has to begin anew, ${driver.title}`, async () => {
      const { client, outside, within } = open();
      const [id, record, winner] = [newId(), newRecord(), newRecord()];
      await outside.create(id, record);
      await client.withTransaction(async (one) => {
        expect(await within(one).update(id, winner, record.revision)).toMatchObject({ status: 'written' });
        const loser = client.withTransaction((two) => within(two).update(id, newRecord(), record.revision));
        const error: unknown = await loser.catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ cause: { errorLabels: expect.arrayContaining(['TransientTransactionError']) } });
      });
      expect(await outside.load(id)).toMatchObject({ revision: winner.revision });
      const again = client.withTransaction((three) => within(three).update(id, newRecord(), winner.revision));
      expect(await again).toMatchObject({ status: 'written' });
    });

    it(`do not bring back a session that was ended meanwhile, ${driver.title}`, async () => {
      const { client, outside, within } = open();
      const [id, record] = [newId(), newRecord()];
      await outside.create(id, record);
      const late = client.withTransaction(async (clientSession) => {
        const store = within(clientSession);
        const { version } = (await store.load(id))!;
        expect(await outside.delete(id)).toBe(true);
        return store.update(id, newRecord(), version);
      });
      await expect(late).rejects.toBeInstanceOf(StoreError);
      expect(await outside.load(id)).toBe(undefined);
    });

    it(`take no more calls of their store after their end, ${driver.title}`, async () => {
      const { client, outside, within } = open();
      const [id, late, record] = [newId(), newId(), newRecord()];
      const store = await client.withTransaction(async (clientSession) => {
        const one = within(clientSession);
        await one.create(id, record);
        await clientSession.abortTransaction();
        await expect(one.create(late, record)).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
        return one;
      });
      await expect(store.create(late, record)).rejects.toThrow(/its clientSession is not in a transaction/);
      await expect(store.load(id)).rejects.toThrow(/its clientSession is not in a transaction/);
      for (const absent of [id, late]) expect(await outside.load(absent)).toBe(undefined);
    });

    it(`end nothing outside when they are aborted between two commands, ${driver.title}`, async () => {
      const { client, sessions, outside } = open();
      const id = newId();
      await outside.create(id, newRecord({ owner: 'alice' }));
      await client.withTransaction(async (clientSession) => {
        const find: typeof sessions.find = (...given) => ({
          async toArray() {
            const found = await sessions.find(...given).toArray();
            await clientSession.abortTransaction();
            return found;
          },
        });
        const aborting = Object.assign(Object.create(sessions) as typeof sessions, { find });
        const store = new MongoSessionStore(aborting, { clientSession });
        const ended = store.owners.deleteByOwner('alice', { except: [] });
        await expect(ended).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      });
      expect(await outside.load(id)).toBeDefined();
    });

    it(`end with an error if an id is taken, ${driver.title}`, async () => {
      const { client, outside, within } = open();
      const [id, record] = [newId(), newRecord()];
      await outside.create(id, record);
      const failed = client.withTransaction((clientSession) => within(clientSession).create(id, newRecord()));
      await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      expect(await outside.load(id)).toMatchObject({ revision: record.revision });
    });
  }
});
